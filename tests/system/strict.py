"""--strict: everything before the first damage is written, and nothing after it, with any number of threads."""
import json
import os
import pathlib
import subprocess
import tempfile

from common import DATA, PATIENCE, TOOL, check, free_port, run, started

HEADER = 10
PACKETS = (DATA / "messages" / "base-packet.nmsg").read_bytes()
ZLIB = run("tool", "-r", DATA / "messages" / "base-packet.nmsg", "-z", "-w", "-").stdout
MANY = 60  # containers: more than a thread gets at a time
FRAGMENTS = run("tool", "-j", "-", "-w", "-", input=json.dumps({
    "vname": "base", "mname": "logline", "message": {"message": "x" * 3_000_000}}).encode()).stdout


def container(body, flags=0, version=2):
    return b"NMSG" + bytes([flags, version]) + len(body).to_bytes(4, "big") + body


def with_changed_byte(data, at):
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:]


LATER = container(b"\xff") + PACKETS + b"garbage"  # a second damage, which must not be reported instead of the first one
# name: damage between containers, expected message
DAMAGES = {
    "garbage": (b"garbage", "not a container"),
    "version 3": (container(b"\0\0\0\0", 8, 3)[:6] + b"\0\1\0\0\0\2ab", "unknown container version: version 3, zstd"),
    "undecodable container": (container(b"\xff"), "truncated"),
    "container with a fault at its end": (container(PACKETS[HEADER:] + b"\x07"), "malformed field number"),
    "damaged zlib stream": (with_changed_byte(ZLIB, HEADER + 30), "damaged zlib stream"),
    "wrong CRC": (with_changed_byte(PACKETS, HEADER + 100), "crc mismatch in a payload"),
    "incomplete message": (FRAGMENTS[:FRAGMENTS.index(b"NMSG", 4)], "missing fragments"),
    "truncated end": (PACKETS[:50], "truncated at the end"),
}
AT_THE_END = {"incomplete message", "truncated end"}


def outcome(words, stdin):
    done = subprocess.run([TOOL, *words], input=stdin, capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


def check_damage(name, words):
    damage, told = DAMAGES[name]
    before = PACKETS * MANY
    whole = outcome(words, before)
    check(whole[0] == 0 and whole[1] and not whole[2], f"{words}: sound containers: {whole[2]}")
    behind = b"" if name in AT_THE_END else PACKETS + LATER
    status, output, error = outcome(words, before + damage + behind)
    check(status == 1, f"{name}: {words}: status {status}")
    check(output == whole[1], f"{name}: {words}: the output ends at the damage: {len(output)} bytes, expected {len(whole[1])}")
    # Only at the end of the input is it known that a message is incomplete.
    at = len(before) + len(damage if name == "incomplete message" else b"")
    check(error.count("\n") == 1 and f": byte {at}: {told}" in error, f"{name}: {words}: {error!r}")


for name in DAMAGES:
    for threads in ("1", "3"):
        check_damage(name, ["packet", "--strict", "-j", threads])
        check_damage(name, ["tool", "--strict", "-r", "-", "-J", "-", "--threads", threads])
    check_damage(name, ["packet", "--strict", "-c", "1000000"])

# Damage in one input ends the other inputs as well.
with tempfile.TemporaryDirectory() as folder:
    bad = pathlib.Path(folder, "bad")
    bad.write_bytes(PACKETS + b"garbage" + PACKETS)
    words = ["tool", "--strict", "-r", bad, "-l", f"127.0.0.1/{free_port()}", "-w", "/dev/null"]
    with started(*words, stderr=subprocess.PIPE) as endless:
        error = endless.communicate(timeout=PATIENCE)[1].decode()
    check(endless.returncode == 1 and f"{bad}: byte {len(PACKETS)}: not a container" in error, f"two inputs: {error!r}")

# Text as input and output.
LINES = (DATA / "messages" / "base-packet.json").read_bytes().splitlines(keepends=True)
status, output, error = outcome(["tool", "--strict", "-j", "-", "-J", "-"], b"".join(LINES[:5]) + b"{\n" + b"".join(LINES[5:]))
check(status == 1 and output == b"".join(LINES[:5]) and "-: line 6: JSON parse error" in error, f"JSON: {error!r}")
RECORD = b"[9] [2015-02-22 06:58:30.032007000] [1:6 base logline] [] [] [] \nmessage: a\n\n"
status, output, error = outcome(["tool", "--strict", "-f", "-", "-T", "logline", "-o", "-"], RECORD + b"nothing: b\n\n" + RECORD)
check(status == 1 and output.count(b"message: a") == 1 and "-: line " in error, f"presentation form: {output} {error!r}")

# An invalid environment variable is not damage, but is still reported.
done = subprocess.run([TOOL, "tool", "--strict", "-p", DATA / "demo.pcap", "-T", "dnsqr", "-w", "/dev/null"], capture_output=True,
                      env={**os.environ, "DNSQR_QUERY_TIMEOUT": "soon"}, timeout=PATIENCE, check=False)
if b"this build has no libpcap" not in done.stderr:
    check(done.returncode == 0 and b"got 'soon'" in done.stderr, f"an invalid variable is reported: {done.stderr}")
print(len(DAMAGES), "kinds of damage")
