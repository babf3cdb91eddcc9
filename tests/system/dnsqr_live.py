"""base:dnsqr with real DNS servers and a live capture: the messages agree with the queries, with nsd and with tshark."""
import collections
import json
import os
import pathlib
import socket
import struct
import subprocess
import tempfile
import time

import dns_lab
from common import catches_signals, check, end, in_own_network, run, skip, started, wait_for
from dns_lab import CLOSED, LINK, SERVER, SERVER6, SILENT, daemon

DNSQR = ["-V", "base", "-T", "dnsqr"]
UDP = [[f"@{SERVER}", "A", "www.example"], [f"@{SERVER}", "AAAA", "www.example"], [f"@{SERVER}", "A", "none.example"],
       [f"@{SERVER6}", "A", "www.example"], [f"@{SERVER}", "A", "elsewhere.test"]]
UDP += [[f"@{SERVER}", "A", f"n{number}.many.example"] for number in range(20)]
FRAGMENTED = [["+bufsize=4096", "+ignore", f"@{server}", "TXT", "large.example"] for server in (SERVER, SERVER6)]
TRUNCATED = ["+noedns", f"@{SERVER}", "TXT", "large.example"]  # kdig then asks again over TCP
TCP = ["+tcp", f"@{SERVER}", "A", "www.example"]
RESOLVED = [["@127.0.0.1", "A", f"r{number}.many.example"] for number in range(5)]
PROBES = {"begin.many.example.", "end.many.example."}
RCODES = {"NOERROR": 0, "NXDOMAIN": 3, "REFUSED": 5}
CLOCK = {"time", "query_time_sec", "query_time_nsec", "response_time_sec", "response_time_nsec", "timeout", "delay"}


def ask(words):
    subprocess.run(["kdig", "+retry=0", "+timeout=2", *words], capture_output=True, check=False)


def ask_all():
    for words in [*UDP, *FRAGMENTED, TRUNCATED, TCP, *RESOLVED]:
        ask(words)
    ask([f"@{CLOSED}", "A", "closed.example"])
    ask(["+timeout=1", f"@{SILENT}", "A", "silent.example"])


def messages(path):
    """Returns the fields of each message that must agree between both captures, which is all but times."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [{key: value for key, value in line["message"].items() if key not in CLOCK} for line in lines]


def tshark(capture, which, *fields):
    """Returns fields of packets as text."""
    show = [word for one in fields for word in ("-e", one)]
    done = subprocess.run(["tshark", "-r", capture, "-Y", which, "-T", "fields", "-E", "occurrence=f", *show],
                          capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def exchanges_that_tshark_sees(capture):
    """Returns queries and responses by type, according to tshark."""
    fields = ["dns.flags.response", "ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst", "udp.dstport",
              "dns.id", "dns.qry.name", "dns.flags.rcode"]
    seen, waiting = collections.Counter(), collections.Counter()
    for response, *flow, number, name, rcode in tshark(capture, "udp && dns && !icmp", *fields):
        source, destination = ("".join(flow[:2]), flow[2]), ("".join(flow[3:5]), flow[5])
        answer = response in ("1", "True")
        key = (*(destination + source if answer else source + destination), int(number, 0), name)
        if not answer:
            waiting[key] += 1
        elif waiting[key]:
            waiting[key] -= 1
            seen["UDP_QUERY_RESPONSE", *key, int(rcode)] += 1
        else:
            seen["UDP_UNSOLICITED_RESPONSE", *key, int(rcode)] += 1
    seen.update({("UDP_UNANSWERED_QUERY", *key, None): count for key, count in waiting.items() if count})
    for kind, which in (("TCP", "tcp.port == 53"), ("ICMP", "icmp.type == 3")):
        seen[kind,] = len(tshark(capture, which, "frame.number"))
    return seen


def key_of(message):
    """Returns the key of exchanges_that_tshark_sees() for a message."""
    if message["type"] in ("TCP", "ICMP"):
        return (message["type"],)
    rcode = message.get("rcode")
    return (message["type"], message["query_ip"], str(message["query_port"]), message["response_ip"],
            str(message["response_port"]), message["id"], message["qname"].rstrip("."), rcode and RCODES[rcode])


def captured(folder):
    """Sends queries while the tool and dumpcap capture.  Returns what nsd counted meanwhile."""
    live, capture = folder / "live", folder / "capture"

    def probed(name):
        ask([f"@{SERVER}", "A", f"{name}.many.example"])
        return name.encode() in capture.read_bytes() and name in live.read_text()

    with started("tool", "-i", LINK, *DNSQR, "-J", live, "--unbuffered", stderr=subprocess.PIPE) as sensor, \
         daemon("dumpcap", "-q", "-P", "-i", LINK, "-w", capture, stderr=subprocess.DEVNULL):
        wait_for(lambda: sensor.poll() is not None or catches_signals(sensor) and capture.exists(), "the sensor")
        time.sleep(0.2)
        if sensor.poll() is not None:
            skip(f"cannot capture: {sensor.stderr.read().decode().strip()}")
        wait_for(lambda: probed("begin"), "the first exchange")
        dns_lab.statistics(folder)
        ask_all()
        counted = dns_lab.statistics(folder)
        wait_for(lambda: probed("end"), "the last exchange")
        check(not any("silent" in line for line in live.read_text().splitlines()),
              "a query that is still waiting is not reported")
        end(sensor)
    check(run("tool", "-p", capture, *DNSQR, "-J", folder / "file").returncode == 0, "the capture is readable")
    return counted


def check_what_was_asked(told, counted):
    types = collections.Counter(one["type"] for one in told)
    print(dict(types))
    names = collections.Counter(one["qname"] for one in told if one["type"] == "UDP_QUERY_RESPONSE")
    asked = collections.Counter(f"{words[-1]}." for words in [*UDP, *FRAGMENTED, TRUNCATED, *RESOLVED])
    check(names == asked, f"each query has a pair: {names}, asked {asked}")
    check(types["UDP_UNSOLICITED_RESPONSE"] == 0 and types["ICMP"] == 1 and types["TCP"] >= 2 * 8,
          "TCP segments and the ICMP error are reported")
    unanswered = {one["qname"] for one in told if one["type"] == "UDP_UNANSWERED_QUERY"}
    check(unanswered == {"closed.example.", "silent.example."}, f"two queries are unanswered: {unanswered}")
    pairs = [one for one in told if one["type"] == "UDP_QUERY_RESPONSE"]
    check({one["udp_checksum"] for one in pairs} == {"CORRECT"}, "checksums are correct")
    fragmented = [one for one in pairs if len(one["response_packet"]) > 1]
    answers = [rrset["rdata"] for one in fragmented for rrset in one["response_json"]["answer"]]
    check([len(rdata) for rdata in answers] == [9, 9], f"fragmented responses are decoded: {answers}")
    ipv6 = sum(":" in one["query_ip"] for one in pairs)
    rcodes = collections.Counter(one["rcode"] for one in pairs)
    if counted:
        of_nsd = [int(counted[f"num.{one}"]) for one in ("udp", "udp6", "tcp", "rcode.NXDOMAIN", "rcode.REFUSED")]
        of_messages = [len(pairs) - ipv6, ipv6, 2, rcodes["NXDOMAIN"], rcodes["REFUSED"]]
        check(of_nsd == of_messages, f"nsd and the messages agree: {of_nsd}, {of_messages}")


def sees_large_frames(path, interface):
    """Returns whether a query is captured that is larger than the default snap length of other message types."""
    def query(name, padding):
        label = name.encode()
        return struct.pack("!6HB", 1, 0, 1, 0, 0, 0, len(label)) + label + struct.pack("!BHH", 0, 1, 1) + bytes(padding)

    def told(name):
        where.sendto(query("large", 4000), ("127.0.0.1", 53))
        where.sendto(query(name, 0), ("127.0.0.1", 53))
        return name in path.read_text()

    with started("tool", "-i", interface, *DNSQR, "--dnsqr-only", "queries", "-J", path, "--unbuffered") as sensor, \
         socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as where:
        wait_for(lambda: sensor.poll() is not None or catches_signals(sensor) and path.exists(), "the sensor on lo")
        wait_for(lambda: told("small"), "a small query")
        end(sensor)
    return "large" in path.read_text()


dns_lab.need_programs()
in_own_network()
if "NMSGXX_OWN_NETWORK" not in os.environ:
    skip("no permission to create network namespaces")
with tempfile.TemporaryDirectory() as name:
    where = pathlib.Path(name)
    with dns_lab.servers(where):
        served = captured(where)
    live, file = messages(where / "live"), messages(where / "file")
    sees = exchanges_that_tshark_sees(where / "capture")
    check(sees_large_frames(where / "whole", "lo"), "large frames are captured whole")
    check(not sees_large_frames(where / "cut", "lo,1522"), "cut frames are left out")
reported = collections.Counter(map(key_of, file))
check(reported == sees, f"tshark sees the same: only here {reported - sees}, only tshark {sees - reported}")
live, file = ([one for one in told if one.get("qname") not in PROBES] for told in (live, file))
check(live == file, "the live run and the capture give the same messages")
check_what_was_asked(file, served)
