"""Options of `nmsgxx tool` that limit what inputs can make grow."""
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


def lone_fragment(data):
    piece = data[HEADER:]
    size = bytes([len(piece) & 0x7F | 0x80, len(piece) >> 7])
    return container(b"\x08\7\x10\0\x18\0\x22" + size + piece, flags=data[4] | 2)


def first_fragment(number):
    return container(b"\x08" + bytes([number]) + b"\x10\0\x18\3\x22\x7f" + bytes(127) + b"\x28" + bytes([number]), 2)


def first_ip_fragment(number):
    data = bytearray(GIVEN["three.pcap"][40:82] + bytes(24))
    data[ETHERNET + 2:ETHERNET + 8] = (len(data) - ETHERNET).to_bytes(2, "big") + number.to_bytes(2, "big") + b"\x20\0"
    return bytes(data)


BODY = HTTP[HEADER:]
LARGE = compressed(BODY + b"\x7a\x80\x80\x80\x01" + bytes(2 * MIB))
LINE = b'{"vname":"base","mname":"logline","message":{"message":"%s"}}\n'
GIVEN |= {
    "begun": b"".join(first_fragment(number) for number in range(10)) + HTTP,
    "begun.pcap": capture(*map(first_ip_fragment, range(20))),
    "lines": LINE % (b"x" * 100) + LINE % b"x",
    "record": b"message: a\n\n" + b"message: b\n" * 100 + b"\nmessage: c\n\n",
    "numbered": container(BODY + b"\x18\5\x20\7"),
    # 20 kB that inflate to 20 MiB, and 2 kB that inflate to 2 MiB
    "bomb": compressed(BODY + b"\x7a\x80\x80\x80\x0a" + bytes(20 * MIB)),
    "large": LARGE,
    "large alone": lone_fragment(LARGE),
}


def met(what, times):
    """Expects no output, and the limit in the totals."""
    return {"out": nothing, "!": both(shows("limits hit: "), shows(f"{what} {times}"))}


GIVEN_UP = {"out": payloads(40), "!": shows("messages dropped for others 7\n")}
GIVEN_UP_OF_SENDER = {"out": payloads(40), "!": shows("messages dropped for others of their sender 7\n")}
ROOM_FOR_THREE = 3 * 1000

CASES = [
    Case("container above the limit", "-r http -w out --max-container 10k -dd", met("containers too long", 1), status=1),
    Case("container within the limit", "-r http -w out --max-container 12k", {"out": payloads(40)}),
    Case("inflated size above the limit", "-r large -w out --max-inflated 1M -dd", met("containers inflating to too much", 1), status=1),
    Case("inflated size within the limit", "-r large -w out --max-inflated 3M", {"out": payloads(40)}),
    Case("ratio above the limit", "-r bomb -w out -dd", met("containers inflating to too much", 1), status=1),
    Case("ratio within the limit", "-r bomb -w out --max-ratio 2000", {"out": payloads(40)}),
    Case("large containers one after the other", "-r bomb -r large -r large -w out --max-ratio 2000 --max-inflating 1M",
         {"out": payloads(120)}),
    Case("payloads above the limit", "-r http -w out --max-payloads 39 -dd", met("containers with too many payloads", 1), status=1),
    Case("payloads within the limit", "-r http -w out --max-payloads 40", {"out": payloads(40)}),
    Case("fragments above the limit", "-r begun -w out --max-fragments 3 -dd",
         {"out": payloads(40), "!": shows("fragments of messages with too many 10\n")}, status=1),
    Case("incomplete messages above the limit", "-r begun -w out --max-messages 3 -dd", GIVEN_UP, status=1),
    Case("bytes of incomplete messages above the limit", f"-r begun -w out --max-reassembly {ROOM_FOR_THREE} -dd",
         GIVEN_UP, status=1),
    Case("incomplete messages of a sender above the limit", "-r begun -w out --max-sender-messages 3 -dd",
         GIVEN_UP_OF_SENDER, status=1),
    Case("bytes of incomplete messages of a sender above the limit", f"-r begun -w out --max-sender-reassembly {ROOM_FOR_THREE} -dd", GIVEN_UP_OF_SENDER, status=1),
    Case("IP fragments above the limit", "-p begun.pcap -T ncap -w out --max-ip-reassembly 10k -dd",
         {"out": nothing, "!": both(shows("0 frames cut short, 1"), shows(" fragmented packets lost, 1"))}),
    Case("line above the limit", "-j lines -w out --max-line 100 -dd", {"out": payloads(1), "!": shows("lines too long 1\n")},
         status=1),
    Case("lines of a payload above the limit", "-f record -T logline -w out --max-line 1k", {"out": payloads(2)}, status=1),
]

RECEIVING = [
    Receiving("sources above the limit", "-l 127.0.0.1/{p} --max-sources 1 -c 120 -w out -dd", 3 * [("p", "numbered")],
              {"out": payloads(120), "!": shows("sources forgotten 2\n")}),
    Receiving("inflated size of a datagram above the limit", "-l 127.0.0.1/{p} -c 40 -w out -dd",
              [("p", "large"), ("p", "http")],
              {"out": payloads(40), "!": shows("containers inflating to too much 1\n")}, status=1),
    Receiving("inflated size of a datagram within a raised limit", "-l 127.0.0.1/{p} --max-datagram-inflated 3M -c 40 -w out",
              [("p", "large")],
              {"out": payloads(40)}),
    Receiving("inflated size of a lone fragment above the limit", "-l 127.0.0.1/{p} -c 40 -w out -dd",
              [("p", "large alone"), ("p", "http")], {"out": payloads(40), "!": shows("containers inflating to too much 1\n")}, status=1),
    Receiving("datagram above the limit for containers", "-l 127.0.0.1/{p} --max-container 11050 -c 40 -w out -dd",
              [("p", "numbered"), ("p", "http")], {"out": payloads(40), "!": shows("containers too long 1\n")}, status=1),
]
