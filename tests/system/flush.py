"""--flush: payloads of a slow input are written to their file soon, before the container is full or the run ends."""
import pathlib
import socket
import subprocess
import tempfile
import time

from common import DATA, check, end, free_port, in_own_network, received_all, run, started, wait_for

SENT = (DATA / "messages" / "base-packet.nmsg").read_bytes()
PACKETS = run("tool", "-r", DATA / "messages" / "base-packet.nmsg", "-J", "-").stdout.count(b"\n")
NEVER = ["--flush", 0]
SOON = ["--flush", "0.2"]


def send(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(SENT, ("127.0.0.1", port))
    wait_for(lambda: received_all(port), "an empty queue")


def payloads(path):
    return run("tool", "-r", path, "-J", "-").stdout.count(b"\n")


def size(folder):
    """Returns the size of the only output, whatever its current name."""
    path, = folder.iterdir()
    return path.stat().st_size


def check_listener(words):
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with started("tool", "-l", f"127.0.0.1/{port}", "-w", "out", *words, cwd=folder, stderr=subprocess.DEVNULL) as tool:
            wait_for(lambda: received_all(port) and list(folder.iterdir()), "a listener")
            if words[:2] == NEVER:
                send(port)
                time.sleep(1)
                check(size(folder) == 0, f"{words}: nothing is written before the end")
            else:
                for _ in range(2):
                    before = size(folder)
                    send(port)
                    wait_for(lambda: size(folder) > before, f"{words}: a container")
            check(tool.poll() is None, f"{words}: the tool keeps running")
            end(tool)
        path, = folder.iterdir()
        check(payloads(path) == PACKETS * (1 if words[:2] == NEVER else 2), f"{words}: {payloads(path)} payloads")


def check_packets(words, written):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with started("packet", "-q", "-w", folder / "out", *words, stdin=subprocess.PIPE) as tool:
            tool.stdin.write(SENT)
            tool.stdin.flush()
            wait_for(lambda: list(folder.iterdir()), "an output")
            if written:
                wait_for(lambda: size(folder) > 0, f"packet {words}: a container")
            else:
                time.sleep(1)
                check(size(folder) == 0, f"packet {words}: nothing is written before the end")
            check(tool.poll() is None, f"packet {words}: the tool keeps running")
            end(tool)
        check(payloads(folder / "out") > 0, f"packet {words}: five-tuples are written")


in_own_network()
for words in (SOON, [*SOON, "-z"], [*SOON, "-k", ""], [*SOON, "-k", "", "-z"], [], NEVER, [*NEVER, "-k", ""]):
    check_listener(words)
check_packets(SOON, True)
check_packets(NEVER, False)
for bad in ("-1", "nan", "inf", "soon", "1e9"):
    for words in (["tool", "-r", DATA / "messages" / "base-packet.nmsg", "-w", "/dev/null", f"--flush={bad}"],
                  ["tool", "-l", f"127.0.0.1/{free_port()}", "-w", "/dev/null", f"--drain={bad}"],
                  ["packet", DATA / "demo.pcap", "-q", f"--flush={bad}"]):
        done = run(*words)
        check(done.returncode != 0 and b"expected 0 to 1000000 seconds" in done.stderr or b"Could not convert" in done.stderr,
              f"{words}: {done.returncode}, {done.stderr}")
with tempfile.TemporaryDirectory() as name:
    whole, other = pathlib.Path(name, "whole"), pathlib.Path(name, "other")
    run("tool", "-p", DATA / "demo.pcap", "-T", "packet", "-w", whole, *NEVER)
    run("tool", "-p", DATA / "demo.pcap", "-T", "packet", "-w", other)
    check(whole.read_bytes() == other.read_bytes(), "containers are full if the input is a file")
