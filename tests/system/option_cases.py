"""The cases of options.py: their input files, and checks of the files that they write."""
import functools
import json
import os
import struct
import typing

from common import DATA, run

MESSAGES = DATA / "messages"
LOGIN = 'syntax = "proto2"; package acme; message Login { optional string user = 1; }'
OURS = ("NMSG_", "ARGV_", "DNSQR_")


class Case(typing.NamedTuple):
    name: str
    words: str  # in shell syntax
    want: dict  # a check for each file; "" is standard output, "!" standard error, a pattern all files that match
    env: dict = {}
    status: int = 0


def frame(port):
    udp = struct.pack("!HHHH", 4000, port, 8, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]))
    return bytes(12) + b"\x08\x00" + ip + udp


def tagged(data):
    return data[:12] + b"\x81\x00\x00\x07" + data[12:]


def capture(*frames):
    records = b"".join(struct.pack("<IIII", 1700000000, 0, len(one), len(one)) + one for one in frames)
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + records


def message(name):
    return (MESSAGES / name).read_bytes()


HTTP = message("base-http.nmsg")
GIVEN = {
    "http": HTTP,
    "two types": HTTP + message("base-ipconn.nmsg"),
    "damaged": HTTP + b"neither NMSG nor anything else",
    "packet.json": message("base-packet.json"),
    "logline.pres": message("base-logline.pres"),
    "three.pcap": capture(frame(1000), frame(2000), frame(3000)),
    "tagged.pcap": capture(tagged(frame(1000)), tagged(tagged(frame(2000)))),
    "large.json": b'{"vname":"base","mname":"logline","message":{"message":"%s"}}\n' % (b"x" * 40000),
    "operators": b"7 north\n8 south\n",
    "groups": b"9 night\n",
    "login.proto": LOGIN.encode(),
    "logins": HTTP.replace(b"\x08\x01\x10\x04", b"\x08\x09\x10\x01"),
    "words": b"-c\n2\n",
}


@functools.cache
def tagged_payloads():
    return run("tool", "-r", "-", "--setsource", 171, "--setoperator", 7, "--setgroup", 9, "-w", "-", input=HTTP).stdout


def give_files(folder):
    for name, data in (GIVEN | {"tagged": tagged_payloads()}).items():
        (folder / name).write_bytes(data)


def environment(more):
    """Returns the environment of the test without the variables that the tool reads, and with others."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | more


def same_as(name):
    """Checks that a file equals a file of the test data."""
    return lambda file: file.read_bytes() == message(name)


def payloads(count):
    """Checks that an NMSG file has this number of payloads."""
    return lambda file: run("tool", "-r", file).stdout.count(b"] [1:") == count


def containers(count, flags=0):
    """Checks that an NMSG file consists of this number of containers with these flags."""
    return lambda file: file.read_bytes().count(b"NMSG" + bytes([flags, 2])) == count == file.read_bytes().count(b"NMSG")


def shows(text, times=None):
    """Checks that a file contains a text, and how often if `times` is given."""
    def good(file):
        found = file.read_bytes().count(text.encode())
        return found == times if times else found > 0
    return good


def at_least(text, times):
    return lambda file: file.read_bytes().count(text.encode()) >= times


def is_json(members):
    """One JSON object with these members."""
    return lambda file: {key: json.loads(file.read_bytes()).get(key) for key in members} == members


def nothing(file):
    return file.stat().st_size == 0


def smaller_than(name):
    return lambda file: 0 < file.stat().st_size < len(GIVEN[name])


def both(*checks):
    return lambda file: all(good(file) for good in checks)


def gather(folder, name):
    """Concatenates all files that match a name or pattern.  Returns None if there are none."""
    found = sorted(folder.glob(name))
    together = folder / "together"
    together.write_bytes(b"".join(file.read_bytes() for file in found))
    return together if found else None
