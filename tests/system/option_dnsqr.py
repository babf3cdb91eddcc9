"""Options of `nmsgxx tool -T dnsqr`, and the corresponding environment variables."""
import struct

from option_cases import GIVEN, Case, capture, frame, nothing, shows


def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def dns(identity, flags, qname):
    """Returns a frame with a question of type A.  In a response, source and destination are swapped."""
    message = struct.pack("!HHHHHH", identity, flags, 1, 0, 0, 0) + name(qname) + struct.pack("!HH", 1, 1)
    udp = struct.pack("!HHHH", 4000, 53, 8 + len(message), 0)
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(message), 0, 0, 64, 17, 0)
    ends = bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2])
    if flags & 0x8000:
        udp, ends = struct.pack("!HHHH", 53, 4000, 8 + len(message), 0), ends[::-1]
    return bytes(12) + b"\x08\x00" + ip + b"".join(ends) + udp + message


QUERY, RESPONSE, RD = 0, 0x8000, 0x0100
# A pair, an unanswered query, an unsolicited response.
GIVEN["dns.pcap"] = capture(dns(1, QUERY, "www.example"), dns(2, RD, "b.test"), dns(1, RESPONSE, "www.example"),
                            dns(3, RESPONSE, "c.test"), frame(1000))
READ = "-p dns.pcap -T dnsqr"


def types(*numbers):
    """Checks the types of the payloads in presentation form, in order."""
    names = {1: "UDP_QUERY_RESPONSE", 2: "UDP_UNANSWERED_QUERY", 3: "UDP_UNSOLICITED_RESPONSE", 6: "UDP_QUERY_ONLY",
             7: "UDP_RESPONSE_ONLY"}
    want = [f"type: {names[number]}".encode() for number in numbers]
    return lambda file: [line for line in file.read_bytes().splitlines() if line.startswith(b"type: ")] == want


def both_ways(what, option, variable, good, rest=""):
    """Returns a case with the option, and one with the variable."""
    words = f"{READ} {rest} -o out"
    variable, value = variable
    return [Case(what, f"{words} {option}", {"out": good}),
            Case(f"{what}, from the environment", words, {"out": good}, {f"DNSQR_{variable}": value})]


CASES = [
    Case("DNS", f"{READ} -o out", {"out": types(1, 3, 2)}),
    *both_ways("queries only", "--dnsqr-only queries", ("CAPTURE_QR", "0"), types(6, 6)),
    *both_ways("responses only", "--dnsqr-only responses", ("CAPTURE_QR", "1"), types(7, 7)),
    *both_ways("RD flag", "--dnsqr-rd 1", ("CAPTURE_RD", "1"), types(2)),
    *both_ways("excluded names", "--dnsqr-exclude test:Example", ("FILTER_QNAMES_EXCLUDE", "test:Example"), nothing),
    *both_ways("included names", "--dnsqr-include c.test", ("FILTER_QNAMES_INCLUDE", "c.test"), types(3), "--dnsqr-exclude ."),
    *both_ways("servers", "--dnsqr-servers 192.0.2.2", ("AUTH_ADDRS", "192.0.2.2"), types(1, 3, 2)),
    *both_ways("resolvers", "--dnsqr-resolvers 192.0.2.2,2001:db8::/32", ("RES_ADDRS", "192.0.2.2"), nothing),
    *both_ways("small table", "--dnsqr-table-max 1", ("STATE_TABLE_MAX", "1"), types(2, 3, 3, 2)),
    *both_ways("timeout", "--dnsqr-timeout 1", ("QUERY_TIMEOUT", "1"), types(1, 3, 2)),
    *both_ways("zeroed resolver", "--dnsqr-zero-resolver", ("ZERO_RESOLVER_ADDRESS", "1"), shows("query_ip: 0.0.0.0", 3)),
    Case("option overrides environment", f"{READ} --dnsqr-only queries -o out",
         {"out": types(6, 6)}, {"DNSQR_CAPTURE_QR": "1"}),
    Case("invalid variable", f"{READ} -o out", {"out": types(1, 3, 2), "!": shows("expected a whole number", 1)},
         {"DNSQR_QUERY_TIMEOUT": "soon"}),
    Case("invalid direction", f"{READ} --dnsqr-only all", {"!": shows("usage problem")}, status=1),
    Case("invalid name", f"{READ} --dnsqr-exclude a..b", {"!": shows("a..b")}, status=1),
    Case("invalid address", f"{READ} --dnsqr-servers ns.example", {"!": shows("ns.example")}, status=1),
    Case("invalid address in a list", f"{READ} --dnsqr-servers x,192.0.2.2", {"!": shows("'x'")}, status=1),
]
