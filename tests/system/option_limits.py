"""Options of `nmsgxx tool` that bound what inputs can make grow."""
import zlib

from option_cases import GIVEN, HTTP, Case, both, capture, nothing, payloads, shows
from option_sockets import Receiving

HEADER = 10
MIB = 1 << 20
ETHERNET = 14


def container(body, flags=0):
    return b"NMSG" + bytes([flags, 2]) + len(body).to_bytes(4, "big") + body


def compressed(body):
    return container(len(body).to_bytes(4, "big") + zlib.compress(body), 1)


def lone_fragment(octets):
    piece = octets[HEADER:]
    size = bytes([len(piece) & 0x7F | 0x80, len(piece) >> 7])
    return container(b"\x08\7\x10\0\x18\0\x22" + size + piece, flags=octets[4] | 2)


def first_fragment(number):
    return container(b"\x08" + bytes([number]) + b"\x10\0\x18\3\x22\x7f" + bytes(127) + b"\x28" + bytes([number]), 2)


def first_ip_fragment(number):
    octets = bytearray(GIVEN["three.pcap"][40:82] + bytes(24))
    octets[ETHERNET + 2:ETHERNET + 8] = (len(octets) - ETHERNET).to_bytes(2, "big") + number.to_bytes(2, "big") + b"\x20\0"
    return bytes(octets)


BODY = HTTP[HEADER:]
LARGE = compressed(BODY + b"\x7a\x80\x80\x80\x01" + bytes(2 * MIB))
LINE = b'{"vname":"base","mname":"logline","message":{"message":"%s"}}\n'
GIVEN |= {
    "begun": b"".join(first_fragment(number) for number in range(10)) + HTTP,
    "begun.pcap": capture(*map(first_ip_fragment, range(20))),
    "lines": LINE % (b"x" * 100) + LINE % b"x",
    "record": b"message: a\n\n" + b"message: b\n" * 100 + b"\nmessage: c\n\n",
    "numbered": container(BODY + b"\x18\5\x20\7"),
    # 20 MiB out of 20 kB, 2 MiB out of 2 kB
    "bomb": compressed(BODY + b"\x7a\x80\x80\x80\x0a" + bytes(20 * MIB)),
    "large": LARGE,
    "large alone": lone_fragment(LARGE),
}


def met(what, times):
    """Nothing comes out, and the totals say why."""
    return {"out": nothing, "!": both(shows("bounds met: "), shows(f"{what} {times}"))}


GIVEN_UP = {"out": payloads(40), "!": shows("messages given up for others 7\n")}
GIVEN_UP_OF_SENDER = {"out": payloads(40), "!": shows("messages given up for others of their sender 7\n")}
ROOM_FOR_THREE = 3 * 1000

CASES = [
    Case("a container that is too long", "-r http -w out --max-container 10k -dd", met("containers too long", 1), status=1),
    Case("one that is not", "-r http -w out --max-container 12k", {"out": payloads(40)}),
    Case("one that inflates to too much", "-r large -w out --max-inflated 1M -dd", met("inflated too large", 1), status=1),
    Case("one that does not", "-r large -w out --max-inflated 3M", {"out": payloads(40)}),
    Case("one that inflates to many times its size", "-r bomb -w out -dd", met("inflated too large", 1), status=1),
    Case("one that may", "-r bomb -w out --max-ratio 2000", {"out": payloads(40)}),
    Case("large ones that must not be there at once", "-r bomb -r large -r large -w out --max-ratio 2000 --max-inflating 1M",
         {"out": payloads(120)}),
    Case("too many payloads", "-r http -w out --max-payloads 39 -dd", met("with too many payloads", 1), status=1),
    Case("payloads", "-r http -w out --max-payloads 40", {"out": payloads(40)}),
    Case("too many fragments", "-r begun -w out --max-fragments 3 -dd",
         {"out": payloads(40), "!": shows("fragments of too many 10\n")}, status=1),
    Case("messages at once", "-r begun -w out --max-messages 3 -dd", GIVEN_UP, status=1),
    Case("octets of messages at once", f"-r begun -w out --max-reassembly {ROOM_FOR_THREE} -dd", GIVEN_UP, status=1),
    Case("messages of a sender", "-r begun -w out --max-sender-messages 3 -dd", GIVEN_UP_OF_SENDER, status=1),
    Case("octets of a sender", f"-r begun -w out --max-sender-reassembly {ROOM_FOR_THREE} -dd", GIVEN_UP_OF_SENDER, status=1),
    Case("fragments of IP at once", "-p begun.pcap -T ncap -w out --max-ip-reassembly 10k -dd",
         {"out": nothing, "!": both(shows("packets with fragments lost 1"), shows(" of these for others 1"))}),
    Case("a line that is too long", "-j lines -w out --max-line 100 -dd", {"out": payloads(1), "!": shows("lines too long 1\n")},
         status=1),
    Case("lines of a payload that are too long", "-f record -T logline -w out --max-line 1k", {"out": payloads(2)}, status=1),
]

RECEIVING = [
    Receiving("sources at once", "-l 127.0.0.1/{p} --max-sources 1 -c 120 -w out -dd", 3 * [("p", "numbered")],
              {"out": payloads(120), "!": shows("sources forgotten 2\n")}),
    Receiving("a datagram that inflates to too much", "-l 127.0.0.1/{p} -c 40 -w out -dd", [("p", "large"), ("p", "http")],
              {"out": payloads(40), "!": shows("inflated too large 1\n")}, status=1),
    Receiving("a datagram that may inflate to more", "-l 127.0.0.1/{p} --max-datagram-inflated 3M -c 40 -w out", [("p", "large")],
              {"out": payloads(40)}),
    Receiving("a fragment of its own that inflates to too much", "-l 127.0.0.1/{p} -c 40 -w out -dd",
              [("p", "large alone"), ("p", "http")], {"out": payloads(40), "!": shows("inflated too large 1\n")}, status=1),
    Receiving("a datagram that is too long", "-l 127.0.0.1/{p} --max-container 11050 -c 40 -w out -dd",
              [("p", "numbered"), ("p", "http")], {"out": payloads(40), "!": shows("containers too long 1\n")}, status=1),
]
