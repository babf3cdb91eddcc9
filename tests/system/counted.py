"""-c N: input after payload N is not reported and does not change the exit status, with any number of threads."""
import itertools
import json
import pathlib
import subprocess
import tempfile

from common import DATA, PATIENCE, TOOL, check, run

HEADER = 10
PACKETS = (DATA / "messages" / "base-packet.nmsg").read_bytes()
EACH = run("tool", "-r", "-", "-J", "-", input=PACKETS).stdout.count(b"\n")
LINE = json.dumps({"vname": "base", "mname": "logline", "message": {"message": "x"}}).encode() + b"\n"
FRAGMENTS = run("tool", "-j", "-", "-w", "-", input=json.dumps({
    "vname": "base", "mname": "logline", "message": {"message": "x" * 3_000_000}}).encode()).stdout


def container(body, flags=0):
    return b"NMSG" + bytes([flags, 2]) + len(body).to_bytes(4, "big") + body


def wrong_crc(payload):
    """Returns the container after changing the last byte of a payload, given by its index."""
    at = HEADER
    for _ in range(payload + 1):
        begin, size, shift = at + 1, 0, 0
        while True:
            octet = PACKETS[begin]
            size |= (octet & 0x7F) << shift
            shift += 7
            begin += 1
            if octet < 0x80:
                break
        at = begin + size
    return PACKETS[:at - 1] + bytes([PACKETS[at - 1] ^ 1]) + PACKETS[at:]


DAMAGES = {
    "garbage": b"garbage",
    "undecodable container": container(b"\xff"),
    "undecodable container in the middle": container(b"\xff") + PACKETS,
    "incomplete message": FRAGMENTS[:FRAGMENTS.index(b"NMSG", 4)],
    "truncated container": PACKETS[:50],
    "3 MB of garbage": bytes(3_000_000) + PACKETS,
}


def outcome(words, stdin):
    done = subprocess.run([TOOL, *map(str, words)], input=stdin, capture_output=True, timeout=PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def ways(count, path):
    """Returns commands that read the path or standard input."""
    for threads, name in itertools.product(("1", "3"), (path, "-")):
        yield ["tool", "-r", name, "-c", count, "-J", "-", "--threads", threads]
        yield ["tool", "--strict", "-r", name, "-c", count, "-J", "-", "--threads", threads]
        yield ["packet", name, "--count", count, "-j", threads]


with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "stream")
    for name, damage in DAMAGES.items():
        for containers in (1, 40):
            path.write_bytes(PACKETS * containers + damage)
            for words in ways(EACH * containers, path):
                status, output, error = outcome(words, path.read_bytes())
                check(status == 0 and not error, f"{name}: {words}: status {status}, {error!r}")
                sound = outcome(["-" if word == path else word for word in words], PACKETS * containers)
                check(output == sound[1], f"{name}: {words}")
            # Damage before the last payload is still reported.
            path.write_bytes(PACKETS + b"garbage" + PACKETS * containers + damage)
            for words in ways(EACH * (containers + 1), path):
                status, output, error = outcome(words, path.read_bytes())
                reported = "not a container" in error and error.count("\n") == 1
                check(status == 1 and reported, f"{name}, before: {words}: {error!r}")

    # The same inside a container.
    for wrong in range(1, 4):
        path.write_bytes(wrong_crc(wrong))
        for words in ways(wrong, path):
            status, _, error = outcome(words, path.read_bytes())
            check(status == 0 and not error, f"payload {wrong} is wrong: {words}: status {status}, {error!r}")
        for words in ways(wrong + 1, path):
            status, _, error = outcome(words, path.read_bytes())
            check("crc mismatch" in error, f"payload {wrong} is wrong, before: {words}: status {status}, {error!r}")

    # Several outputs get payloads in turn, or the same payloads.
    path.write_bytes(PACKETS * 4 + b"garbage")
    outputs = [pathlib.Path(folder, f"output-{n}") for n in range(3)]
    words = ["tool", "-r", path, *(word for output in outputs for word in ("-J", output))]
    for more, counts in ((["-c", "4"], [4, 4, 4]), (["-c", "5", "--mirror"], [5, 5, 5])):
        status, _, error = outcome(words + more, b"")
        check(status == 0 and not error, f"{more}: status {status}, {error!r}")
        check([output.read_bytes().count(b"\n") for output in outputs] == counts, f"{more}")

    # -c does not limit a rotated output.
    path.write_bytes(PACKETS + b"garbage")
    status, _, error = outcome(["tool", "-r", path, "-c", str(EACH), "-k", "", "-w", pathlib.Path(folder, "rotated")], b"")
    check(status == 1 and "not a container" in error, f"rotated: {error!r}")

# The same for lines of JSON.
status, output, error = outcome(["tool", "--strict", "-j", "-", "-c", "2", "-J", "-"], LINE * 2 + b"{\n")
check(status == 0 and output.count(b"\n") == 2 and not error, f"lines: {error!r}")
print(len(DAMAGES), "kinds of damage")
