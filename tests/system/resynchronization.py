"""Resynchronization: the CPU time for streams that make a reader examine the same bytes repeatedly is in proportion to their size,
and sound containers after them are still found."""
import os
import pathlib
import random
import struct
import subprocess
import tempfile
import zlib

from common import DATA, SANITIZED, TOOL, check

MIB = 1 << 20
SECONDS = 1.0 * (20 if SANITIZED else 1)  # CPU time for each started MiB
MEGABYTES = 128
LARGEST = MIB if SANITIZED else 4 * MIB  # what --max-container allows
SIZE = LARGEST + MIB
GOOD = (DATA / "messages" / "base-packet.nmsg").read_bytes()
ZLIB, FRAGMENT = 1, 2


def varint(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def field(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def header(length, flags=0):
    return b"NMSG" + bytes([flags, 2]) + struct.pack(">I", length)


def header_1(length):
    return b"NMSG\0\1" + struct.pack(">H", length)


def header_3(length):
    return b"NMSG\0\3\0\1" + struct.pack(">I", length)


def repeated(unit, size=SIZE):
    return unit * (size // len(unit))


def lengths(unit, size=SIZE):
    """Repeats what `unit` returns for random lengths."""
    numbers = random.Random(7)
    return repeated(b"".join(unit(numbers.randrange(LARGEST)) for _ in range(4096)), size)


def piece(length, flags=0, current=0, last=0):
    """Returns the header of a fragment container and all fields up to the piece, which extends to the end."""
    head = b"\x08\x01" + field_number(2, current) + field_number(3, last) + b"\x28\x05\x22"
    size = length - len(head) - 4
    wide = bytes([size >> 7 * i & 0x7F | 0x80 for i in range(3)]) + bytes([size >> 21])
    return header(length, FRAGMENT | flags) + head + wide


def field_number(number, value):
    return varint(number << 3) + varint(value)


def stored_blocks():
    """Returns headers of compressed containers, nested in the first block of each other, which share the blocks that follow."""
    block = 32768
    heads = b""
    size = LARGEST - block
    blocks = [b"\0" + struct.pack("<HH", block, block ^ 0xFFFF) + bytes(block)] * (size // (block + 5))
    tail = b"".join(blocks)
    unit = 10 + 4 + 2 + 5
    count = block // unit
    for i in range(count):
        first = (count - i - 1) * unit
        length = first + len(tail) + unit - 10
        claimed = first + len(blocks) * block + 1
        heads += header(length, ZLIB) + struct.pack(">I", claimed) + b"\x78\x01\0" + struct.pack("<HH", first, first ^ 0xFFFF)
    return heads + tail


def inflating():
    """Returns a compressed body of zeros that claims one byte too many, so that all is inflated before the fault shows."""
    plain = bytes(15 * MIB)
    packed = struct.pack(">I", len(plain) + 1) + zlib.compress(plain, 9)
    return header(len(packed), ZLIB) + packed + b"x"


def inflated_fields():
    """Returns a compressed body of unknown fields with a fault at the end."""
    plain = b"\x78\0" * (MIB // 2) + b"\x07"
    packed = struct.pack(">I", len(plain)) + zlib.compress(plain, 9)
    return header(len(packed), ZLIB) + packed + b"x"


def wants_far(length, flags=0):
    """Returns a sound container and a header with a distant end: the reader delivers what it has and reads more."""
    return header(0) + b"x" + header(length, flags) + b"\x07"


CASES = {
    "headers in payloads": lambda: repeated(field(1, header(1750007))),
    "headers in unknown fields": lambda: repeated(field(15, header(LARGEST - 77))),
    "headers in unknown fields, all lengths": lambda: lengths(lambda n: field(15, header(n))),
    "headers in groups": lambda: repeated(b"\x7b\x7c" + field(15, header(LARGEST - 77)) + b"\x7b" * 40),
    "headers in packed CRCs": lambda: repeated(field(2, header(LARGEST - 77))),
    "headers in sequence": lambda: repeated(header(LARGEST - 77)),
    "headers of fragments in unknown fields": lambda: repeated(field(15, header(LARGEST - 77, FRAGMENT))),
    "headers of fragments among tiny fields": lambda: repeated(field(15, header(LARGEST - 77, FRAGMENT)) + b"\x78\0" * 20),
    "nested fragments of one piece": lambda: repeated(piece(LARGEST - 5)),
    "nested compressed fragments of one piece": lambda: repeated(piece(LARGEST - 5, ZLIB)),
    "nested fragments of two pieces": lambda: repeated(piece(LARGEST - 5, 0, 0, 1) + piece(LARGEST - 5, 0, 1, 1)),
    "small fragments of one piece": lambda: repeated(piece(60000)),
    "version 1": lambda: repeated(field(15, header_1(65000))),
    "version 1 in sequence": lambda: repeated(header_1(65000)),
    "version 3": lambda: repeated(header_3(LARGEST - 77)),
    "version 3 followed by a header": lambda: repeated(header_3(4) + b"abcd"),
    "headers followed by a header": lambda: repeated(header(4) + b"\xff" * 4),
    "headers that end at each other": lambda: repeated(header(30) + b"\x07" * 10),
    "stored blocks": stored_blocks,
    "large inflated body": lambda: repeated(inflating()),
    "inflated body of many fields": lambda: repeated(inflated_fields()),
    "headers with a distant end after sound containers": lambda: repeated(wants_far(LARGEST - 70)),
    "fragments with a distant end after sound containers": lambda: repeated(wants_far(LARGEST - 70, FRAGMENT)),
    "headers that end one buffer later after sound containers": lambda: repeated(wants_far(65525)),
    "first letter of the magic": lambda: b"N" * SIZE,
    "magics": lambda: repeated(b"NMSG"),
}
COMMANDS = [["tool", "-r", "FILE", "-w", "/dev/null"], ["tool", "-r", "FILE", "-J", "/dev/null", "--threads", "1"],
            ["packet", "FILE", "-q"], ["info", "FILE"]]
# These cases run with all commands.
USUAL = {"headers in payloads", "nested fragments of one piece", "headers with a distant end after sound containers"}


def run_within_bounds(name, words, path, pipe):
    size = path.stat().st_size
    with open(path, "rb") as stdin, tempfile.TemporaryFile() as messages:
        command = [word.replace("FILE", "-" if pipe else str(path)) for word in words]
        source = subprocess.Popen(["cat"], stdin=stdin, stdout=subprocess.PIPE)
        process = subprocess.Popen([TOOL, *command], stdin=source.stdout, stdout=messages, stderr=messages)
        source.stdout.close()
        status, usage = os.wait4(process.pid, 0)[1:]
        process.returncode = os.waitstatus_to_exitcode(status)
        source.wait()
    seconds = usage.ru_utime + usage.ru_stime
    what = f"{name}: {' '.join(command)}: {seconds:.2f} s, {usage.ru_maxrss >> 10} MiB, status {process.returncode}"
    check(process.returncode == 1, what)
    check(seconds <= SECONDS * -(-size // MIB), what)
    check(SANITIZED or usage.ru_maxrss >> 10 <= MEGABYTES, what)


with tempfile.TemporaryDirectory() as folder:
    path, saved = pathlib.Path(folder, "stream"), pathlib.Path(folder, "saved")
    for number, (name, damage) in enumerate(CASES.items()):
        path.write_bytes(damage() + GOOD * 3)
        # With sanitizers a run takes seconds, so one command and one way to read are enough.
        for words in COMMANDS if name in USUAL and not SANITIZED else [COMMANDS[number % len(COMMANDS)]]:
            for pipe in [number % 2 == 1] if SANITIZED else [False, True]:
                run_within_bounds(name, words, path, pipe)
        run_within_bounds(name, ["recover", "FILE", "-w", str(saved)], path, False)
        check(saved.read_bytes().endswith(GOOD), f"{name}: sound containers are saved")
print(len(CASES), "streams")
