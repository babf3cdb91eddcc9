"""Options of `nmsgxx tool -T dnsqr`, and the variables that say the same."""
import struct

from option_cases import GIVEN, Case, capture, frame, nothing, shows


def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def dns(identity, flags, qname):
    """A frame with a question for an address; a response has its ends changed."""
    message = struct.pack("!HHHHHH", identity, flags, 1, 0, 0, 0) + name(qname) + struct.pack("!HH", 1, 1)
    udp = struct.pack("!HHHH", 4000, 53, 8 + len(message), 0)
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(message), 0, 0, 64, 17, 0)
    ends = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
    if flags & 0x8000:
        udp, ends = struct.pack("!HHHH", 53, 4000, 8 + len(message), 0), ends[::-1]
    return bytes(12) + b"\x08\x00" + ip + b"".join(ends) + udp + message


QUERY, RESPONSE, RD = 0, 0x8000, 0x0100
# A pair, a query that nobody answers, a response that nobody asked for.
GIVEN["dns.pcap"] = capture(dns(1, QUERY, "www.example"), dns(2, RD, "b.test"), dns(1, RESPONSE, "www.example"),
                            dns(3, RESPONSE, "c.test"), frame(1000))
READ = "-p dns.pcap -T dnsqr"


def types(*numbers):
    """What the presentation form says of the payloads' types, in order."""
    names = {1: "UDP_QUERY_RESPONSE", 2: "UDP_UNANSWERED_QUERY", 3: "UDP_UNSOLICITED_RESPONSE", 6: "UDP_QUERY_ONLY",
             7: "UDP_RESPONSE_ONLY"}
    want = [f"type: {names[number]}".encode() for number in numbers]
    return lambda file: [line for line in file.read_bytes().splitlines() if line.startswith(b"type: ")] == want


def both_ways(what, option, variable, good, rest=""):
    """A case with the option, and one with the variable."""
    words = f"{READ} {rest} -o out"
    variable, value = variable
    return [Case(what, f"{words} {option}", {"out": good}),
            Case(f"{what}, by the environment", words, {"out": good}, {f"DNSQR_{variable}": value})]


CASES = [
    Case("DNS", f"{READ} -o out", {"out": types(1, 3, 2)}),
    *both_ways("queries alone", "--dnsqr-only queries", ("CAPTURE_QR", "0"), types(6, 6)),
    *both_ways("responses alone", "--dnsqr-only responses", ("CAPTURE_QR", "1"), types(7, 7)),
    *both_ways("recursion desired", "--dnsqr-rd 1", ("CAPTURE_RD", "1"), types(2)),
    *both_ways("names left out", "--dnsqr-exclude test:Example", ("FILTER_QNAMES_EXCLUDE", "test:Example"), nothing),
    *both_ways("names kept", "--dnsqr-include c.test", ("FILTER_QNAMES_INCLUDE", "c.test"), types(3), "--dnsqr-exclude ."),
    *both_ways("servers", "--dnsqr-servers 192.0.2.2", ("AUTH_ADDRS", "192.0.2.2"), types(1, 3, 2)),
    *both_ways("resolvers", "--dnsqr-resolvers 192.0.2.2,2001:db8::/32", ("RES_ADDRS", "192.0.2.2"), nothing),
    *both_ways("a small table", "--dnsqr-table-max 1", ("STATE_TABLE_MAX", "1"), types(2, 3, 3, 2)),
    *both_ways("a timeout", "--dnsqr-timeout 1", ("QUERY_TIMEOUT", "1"), types(1, 3, 2)),
    *both_ways("no resolver", "--dnsqr-zero-resolver", ("ZERO_RESOLVER_ADDRESS", "1"), shows("query_ip: 0.0.0.0", 3)),
    Case("an option and the environment's", f"{READ} --dnsqr-only queries -o out", {"out": types(6, 6)}, {"DNSQR_CAPTURE_QR": "1"}),
    Case("a variable that is of no use", f"{READ} -o out", {"out": types(1, 3, 2), "!": shows("is no number", 1)},
         {"DNSQR_QUERY_TIMEOUT": "soon"}),
    Case("a direction that is none", f"{READ} --dnsqr-only all", {"!": shows("usage problem")}, status=1),
    Case("a name that is none", f"{READ} --dnsqr-exclude a..b", {"!": shows("a..b")}, status=1),
    Case("an address that is none", f"{READ} --dnsqr-servers ns.example", {"!": shows("ns.example")}, status=1),
    Case("an address that is none beside one", f"{READ} --dnsqr-servers x,192.0.2.2", {"!": shows("'x'")}, status=1),
]
