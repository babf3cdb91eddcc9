"""Rotation under load: every payload is in exactly one file, and after kill -9 all files with final names are complete.

Usage: rotation.py [SECONDS RATE KILLS]   for how long and how many payloads per second, and how often the tool is killed
"""
import collections
import pathlib
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time

from common import SANITIZED, TOOL, check, end, free_port, in_own_network, received_all, run, started, wait_for

# With sanitizers the tool cannot keep up with the full rate.
SECONDS, RATE, KILLS = map(int, sys.argv[1:]) if len(sys.argv) > 1 else (3, 10000 if SANITIZED else 50000, 3)
NUMBER = re.compile(rb"n=(\d{10});")
HEADER = struct.Struct("!4sHI")


def prepare(path):
    """Writes an NMSG file of numbered payloads, each in a container of its own, so that they can be sent evenly."""
    with subprocess.Popen([TOOL, "tool", "-j", "-", "-w", path, "--unbuffered"], stdin=subprocess.PIPE) as writer:
        for number in range(SECONDS * RATE):
            writer.stdin.write(b'{"vname":"base","mname":"logline","message":{"category":"n=%010d;"}}\n' % number)
    check(writer.returncode == 0, "the payloads can be prepared")


def sender(payloads, *output, **options):
    """Starts a tool that sends the payloads at the rate."""
    rate = payloads.stat().st_size // SECONDS
    return started("tool", "-r", payloads, "-B", rate, *output, **options)


def cut(path):
    """Returns the number of bytes after the last complete container of a file."""
    data = path.read_bytes()
    at = 0
    while at + HEADER.size <= len(data):
        magic, _, length = HEADER.unpack_from(data, at)
        check(magic == b"NMSG", f"{path.name}: there is a container at offset {at}")
        if at + HEADER.size + length > len(data):
            break
        at += HEADER.size + length
    return len(data) - at


def check_whole(path):
    check(cut(path) == 0, f"{path.name} is complete")
    done = subprocess.run([TOOL, "tool", "-r", path, "-w", "/dev/null"], capture_output=True, check=False)
    check(done.returncode == 0 and not done.stderr, f"{path.name} can be decoded: {done.stderr}")


def published(folder):
    return sorted(folder.glob("out.*.nmsg"))


def in_work(folder):
    return sorted(folder.glob(".out.*.part"))


def numbers(paths):
    return [int(number) for path in paths for number in NUMBER.findall(path.read_bytes())]


def check_kicked(folder, names):
    """Checks that the command ran once for each published file."""
    wait_for(lambda: len(names.read_bytes().splitlines()) >= len(published(folder)), "the last command")
    check(sorted(names.read_text().split()) == [f"./{path.name}" for path in published(folder)],
          "the command ran once for each file")


def run_to_the_end(payloads, folder):
    names = folder / "names"
    with names.open("wb") as told, sender(payloads, "-w", "-", "--unbuffered", stdout=subprocess.PIPE) as source, \
         started("tool", "-r", "-", "-w", "out", "-t", 1, "-k", "echo", cwd=folder, stdin=source.stdout, stdout=told) as tool:
        source.stdout.close()
        check(tool.wait(10 * SECONDS + 60) == 0, "the tool succeeds")
    files = published(folder)
    for path in files:
        check_whole(path)
    check(not in_work(folder), "no file is left incomplete")
    check_kicked(folder, names)
    found = numbers(files)
    check(found == list(range(SECONDS * RATE)), "every payload is in exactly one file")
    print(f"{SECONDS} s of {RATE} payloads per second: {len(found)} payloads in {len(files)} files, none lost, none duplicated")


def run_until_killed(payloads, folder):
    """Kills the tool at a random time.  Returns the number of payloads and the numbers of files."""
    with sender(payloads, "-w", "-", "--unbuffered", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as source, \
         started("tool", "-r", "-", "-w", "out", "-t", 1, "-c", RATE // 20, "-k", "", cwd=folder, stdin=source.stdout) as tool:
        source.stdout.close()
        time.sleep(random.uniform(0.2, min(SECONDS, 3) - 0.2))
        tool.send_signal(signal.SIGKILL)
        tool.wait()
    for path in published(folder):
        check_whole(path)
    check(len(in_work(folder)) <= 3, "at most one file is being written and two are being synchronized")
    cuts = sum(cut(path) > 0 for path in in_work(folder))
    found = numbers(published(folder) + in_work(folder))
    check(found == list(range(len(found))), "the payloads in files are consecutive")
    return len(found), len(published(folder)), len(in_work(folder)), cuts


def run_over_udp(payloads, folder):
    port = free_port()
    words = ["-l", f"127.0.0.1/{port}", "-w", "out", "-t", 1, "-k", ""]
    with started("tool", *words, cwd=folder, stderr=subprocess.DEVNULL) as tool:
        wait_for(lambda: received_all(port), "a listener")
        with sender(payloads, "-s", f"127.0.0.1/{port}") as source:
            check(source.wait(10 * SECONDS + 60) == 0, "the sender succeeds")
        wait_for(lambda: received_all(port), "an empty queue")
        end(tool)
    for path in published(folder):
        check_whole(path)
    times = collections.Counter(numbers(published(folder)))
    check(not times or max(times.values()) == 1, "no payload is duplicated")
    print(f"over UDP: {SECONDS * RATE - len(times)} of {SECONDS * RATE} payloads lost")


in_own_network()
with tempfile.TemporaryDirectory() as name:
    payloads = pathlib.Path(name, "payloads")
    prepare(payloads)
    for case in (run_to_the_end, run_over_udp):
        with tempfile.TemporaryDirectory() as folder:
            case(payloads, pathlib.Path(folder))
    for _ in range(KILLS):
        with tempfile.TemporaryDirectory() as folder:
            print("killed: %d payloads, %d files, %d incomplete, %d truncated" % run_until_killed(payloads, pathlib.Path(folder)))
