#!/usr/bin/env python3
"""Makes the seeds of the fuzzers: seeds.py OUT [SHARED].  OUT gets a folder for each target.

Seeds are short: fuzzers run as often as their seeds let them.
"""
import hashlib
import shutil
import struct
import sys
from pathlib import Path

MOST = 4096
MOST_OF = {"container": 512, "reader": 1024, "reassembly": 1024, "cost": 70000}
COST = ("json_cost", "presentation_cost")
HEADERS = 96  # octets of a frame that a five-tuple is in
HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
# As the registry orders them: by vendor and number.
TYPES = ("base-ncap base-email base-linkpair base-http base-ipconn base-logline base-dns base-pkt base-dnsqr base-xml base-encode "
         "base-packet base-dnstap base-dnsobs SIE-dnsdedupe SIE-reputation SIE-qr SIE-delay SIE-newdomain SIE-dnsnx").split()


class Seeds:
    def __init__(self, out):
        self.out = out

    def add(self, target, octets):
        if len(octets) > MOST_OF.get("cost" if target in COST else target, MOST):
            return
        folder = self.out / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha1(octets).hexdigest()).write_bytes(octets)


def containers(stream):
    """Flags and bodies of a sound stream of version 2; of others, those at its front."""
    while stream[:4] == b"NMSG" and len(stream) >= 10 and stream[5] == 2:
        (length,) = struct.unpack(">I", stream[6:10])
        yield stream[4], stream[10:10 + length]
        stream = stream[10 + length:]


def datagrams(octets):
    while len(octets) >= 4:
        (length,) = struct.unpack(">I", octets[:4])
        yield octets[4:4 + length]
        octets = octets[4 + length:]


def varint(octets, at):
    value = shift = 0
    while True:
        value |= (octets[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if octets[at - 1] < 0x80:
            return value, at


def fields(message):
    """Numbers and values of a sound protobuf message."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        if key & 7 == 0:
            value, at = varint(message, at)
        else:
            size, at = varint(message, at) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], at)
            value, at = message[at:at + size], at + size
        yield key >> 3, value


def payloads(path):
    for flags, body in containers(path.read_bytes()):
        if flags == 0:
            for number, payload in fields(body):
                if number == 1:
                    yield dict(fields(payload)).get(5, b"")


def frames(capture):
    at = 24
    while at < len(capture):
        (size,) = struct.unpack("<8xI4x", capture[at:at + 16])
        yield capture[at + 16:at + 16 + size]
        at += 16 + size


def add_containers(seeds, folder):
    for path in sorted(folder.rglob("*.nmsg")):
        stream = path.read_bytes() if path.stat().st_size <= 1 << 20 else b""
        seeds.add("reader", stream)
        for flags, body in containers(stream):
            seeds.add("zlib" if flags & 1 else "container", body)
            seeds.add("reader", struct.pack(">4sBBI", b"NMSG", flags, 2, len(body)) + body)
    for path in sorted(folder.rglob("*.dgrams")):
        if path.stat().st_size <= MOST:
            seeds.add("reassembly", path.read_bytes())
            seeds.add("reader", b"".join(datagrams(path.read_bytes())))


def add_messages(seeds):
    for place, name in enumerate(TYPES):
        path = DATA / "messages" / name
        for octets in payloads(path.with_suffix(".nmsg")):
            for target in ("texts", *COST):
                seeds.add(target, bytes([place]) + octets)
            for _, value in fields(octets):
                if isinstance(value, bytes) and value:
                    seeds.add("dns", b"\0" + value)
                    seeds.add("dns", b"\1" + value)
        for line in path.with_suffix(".json").read_bytes().splitlines():
            seeds.add("text_input", b"\0" + line)
        for record in path.with_suffix(".pres").read_bytes().split(b"\n\n"):
            seeds.add("text_input", bytes([place + 1]) + record + b"\n\n")


def number(field, value):
    return encoded(field << 3) + encoded(value)


def octets_field(field, octets):
    return encoded(field << 3 | 2) + encoded(len(octets)) + octets


def encoded(value):
    octets = b""
    while value >= 0x80:
        octets, value = octets + bytes([value & 0x7F | 0x80]), value >> 7
    return octets + bytes([value])


def dns_response(records):
    return struct.pack(">6H", 1, 0x8180, 0, len(records), 0, 0) + b"".join(records)


def dns_record(name, rrtype, rdata, rrclass=1):
    return name + struct.pack(">HHIH", rrtype, rrclass, 0, len(rdata)) + rdata


def add_costly(seeds):
    """Messages that are made to cost much: long names by pointers, many sets, bitmaps, fields of two octets, control characters."""
    name = (b"\x3f" + b"\xff" * 63) * 3 + b"\x3d" + b"\xff" * 61 + b"\0"
    soa = b"\xc0\x0c" * 2 + bytes(20)
    observed = (number(1, 1700000000) + octets_field(2, bytes(4)) + octets_field(3, b"\0") + number(4, 1) + number(5, 1) +
                number(6, 0))
    for count in (5, 12, 100, 1700):
        response = dns_response([dns_record(name, 6, soa)] + [dns_record(b"\xc0\x0c", 6, soa)] * count)
        add_cost(seeds, "base-dnsobs", observed + octets_field(7, response))
    for count in (500, 5900):
        sets = dns_response([dns_record(b"\0", i & 0x7FFF | 0x8000, b"", i >> 15 | 0x4000) for i in range(count)])
        add_cost(seeds, "base-dnsobs", observed + octets_field(7, sets))
    for windows in (1, 20, 256):
        bitmaps = b"\0" + b"".join(bytes([window % 256, 32]) + b"\xff" * 32 for window in range(windows))
        add_cost(seeds, "base-dns", number(2, 47) + number(3, 1) + octets_field(5, bitmaps))
        add_cost(seeds, "SIE-dnsdedupe", number(9, 47) + number(8, 1) + octets_field(10, bitmaps) * 4)
    for name, key in (("SIE-dnsdedupe", b"\x52\0"), ("base-dnsqr", b"\x62\0"), ("base-email", b"\x4a\0")):
        add_cost(seeds, name, key * 2000)
    add_cost(seeds, "base-logline", octets_field(2, b"\1" * 4000))
    add_cost(seeds, "base-logline", octets_field(2, b"\xe1" * 4000))
    add_cost(seeds, "base-encode", number(1, 1) + octets_field(2, b"[" + b"[]," * 1000 + b"1]"))
    for target in COST:
        seeds.add(target, b"\x1f" + b"\x08\0" * 2000)  # a type that nobody knows
        seeds.add(target, b"\x80" + octets_field(1, number(1, 1) + number(2, 5) + number(3, 1) + b"\x25" + bytes(4)) * 300)


def add_cost(seeds, name, message):
    for target in COST:
        seeds.add(target, bytes([TYPES.index(name)]) + message)


def add_queries(seeds):
    """The packets of messages, which base:dnsqr numbers 12 and 15."""
    batch = b"\0"
    for octets in payloads(DATA / "messages" / "base-dnsqr.nmsg"):
        packets = [packet for number, packet in fields(octets) if number in (12, 15)]
        exchange = b"".join(struct.pack(">BH", 1, len(packet)) + packet for packet in packets)
        for options in (0, 1, 2, 4, 24):
            seeds.add("dnsqr", bytes([options]) + exchange)
        batch += exchange
    seeds.add("dnsqr", batch)


def add_packets(seeds, shared):
    capture = (DATA / "demo.pcap").read_bytes()
    batch = b""
    for frame in frames(capture):
        record = bytes([min(len(frame), HEADERS)]) + frame[:HEADERS]
        seeds.add("five_tuple", b"\0\0" + record)
        batch = record + batch
        seeds.add("ipconn", frame[-38:])
        if len(batch) > 12 * HEADERS:
            seeds.add("five_tuple", b"\4\0" + batch)
            batch = b""
    # Some frames, the last of them cut.
    seeds.add("capture", capture[:300])
    seeds.add("capture", capture[:MOST // 2])
    for path in sorted((shared / "captures").glob("*.pcap*")):
        if path.suffix != ".tsv" and path.stat().st_size <= MOST:
            seeds.add("capture", path.read_bytes())


def add_words(seeds):
    for text in ("127.0.0.1/8430", "::1/8430..8432", "192.0.2.1/65535,100,5", "::ffff:192.0.2.1/53,1.5"):
        seeds.add("endpoint", text.encode())
    for text in ("mname == ipconn && srcport in {1, 50..60}", "srcip in 192.0.2.0/24", "rrname under example.com",
                 'time >= 2015-02-22 && time < "2015-02-22T06:58:28Z"', "delay < 0 or not timeout == 2.5", "!dstport",
                 'rdata contains "192" || (qtype in {A, TYPE28} and source == 0xa)', "srcip == 10.0.0.0/8", "size > 10"):
        seeds.add("where", text.encode())
    for rrtype, text in ((1, "192.0.2.1"), (15, "10 a."), (16, '"a" "b"'), (46, "A 13 3 60 2 1 7 example.com. qrs="),
                         (50, "1 0 0 - vs0g A"), (64, '1 . alpn="h2,h3" port=443'), (35, '1 2 "a" "b" "c" d.')):
        seeds.add("dns", b"\3" + struct.pack(">HB", rrtype, 1) + text.encode())


def main():
    out, shared = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "")
    shutil.rmtree(out, ignore_errors=True)
    seeds = Seeds(out)
    for folder in (DATA, shared / "vectors"):
        add_containers(seeds, folder)
    add_messages(seeds)
    add_packets(seeds, shared)
    add_queries(seeds)
    add_costly(seeds)
    add_words(seeds)
    for path in sorted((HERE / "corpus").glob("*/*")):
        seeds.add(path.parent.name, path.read_bytes())


main()
