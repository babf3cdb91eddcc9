"""Ledger: under overload, each numbered container that was sent is received, refused, lost or unread."""
import os
import pathlib
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import zlib

from common import PATIENCE, catches_signals, check, free_port, in_own_network, listening, received_all, run, started, wait_for

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 12
MOST = 40_000  # containers of this size do not fit the receive buffer
TEXT = b"\x0a\xe8\x07" + 1000 * b"x"
PAYLOAD = bytes.fromhex("0801 1009 18e8bfa5a706 2507000000 2aeb07") + TEXT  # base:logline
HEADER = struct.Struct(">4sBBI")
DAMAGE = [lambda data: data[:-1], lambda data: data[:HEADER.size] + b"\x0f" + data[HEADER.size + 1:]]
LEDGER = re.compile(rb"ledger: sent (\d+) = received (\d+) \+ refused (\d+) \+ lost (\d+) \+ unread (\d+) "
                    rb"\(sequence gaps (\d+), dropped by the kernel (\d+), (\d+) of them last\)")


def varint(number):
    data = b""
    while number > 0x7F:
        data += bytes([number & 0x7F | 0x80])
        number >>= 7
    return data + bytes([number])


def container(number, sequence_id):
    body = b"\x0a" + varint(len(PAYLOAD)) + PAYLOAD + b"\x18" + varint(number) + b"\x21" + struct.pack("<Q", sequence_id)
    return HEADER.pack(b"NMSG", 0, 2, len(body)) + body


def stream(chance):
    """Yields numbered containers from one or two senders in turn, some of them damaged."""
    senders = chance.choice((1, 2))
    damaged = chance.choice((0, 0.01, 0.3))
    for number in range(chance.randrange(MOST // 2, MOST) // senders):
        for sender in range(senders):
            data = container(number, 7 + sender)
            yield sender, chance.choice(DAMAGE)(data) if chance.random() < damaged else data


def turned_away():
    """Returns the number of datagrams in this network namespace for which there was no socket."""
    names, numbers = (line.split() for line in pathlib.Path("/proc/net/snmp").read_text().splitlines() if line.startswith("Udp:"))
    return int(numbers[names.index("NoPorts")])


def is_stopped(tool):
    threads = pathlib.Path(f"/proc/{tool.pid}/task").glob("*/stat")
    return all(thread.read_text().rpartition(")")[2].split()[0] == "T" for thread in threads)


def send(datagrams, port, tool, pauses):
    """Sends datagrams.  Pauses the listener in between, and may end it before the last one."""
    held, free, ended = pauses
    senders = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
    for place, (sender, data) in enumerate(datagrams):
        if place == held:
            tool.send_signal(signal.SIGSTOP)
            wait_for(lambda: is_stopped(tool), "a paused listener")
        if place == free:
            tool.send_signal(signal.SIGCONT)
        if place == ended:
            tool.terminate()
        senders[sender].sendto(data, ("127.0.0.1", port))
    tool.send_signal(signal.SIGCONT)
    for one in senders:
        one.close()


def overload(folder, chance):
    """Overloads a listener.  Returns how many datagrams reached its socket, and what it reported at the end."""
    datagrams, port = list(stream(chance)), free_port()
    free = chance.choice((MOST // 2, len(datagrams) * 9 // 10, len(datagrams)))
    # Only in a network namespace of its own is it known how many datagrams arrived after the socket was closed.
    ended = free if free < len(datagrams) and "NMSGXX_OWN_NETWORK" in os.environ and chance.random() < 0.5 else None
    before = turned_away()
    words = "-l", f"127.0.0.1/{port}", "-w", "out", "-dddd", "--drain", "60", *chance.choice(([], ["--receive-buffer", "1M"]))
    with started("tool", *words, cwd=folder, stderr=subprocess.PIPE) as tool:
        wait_for(lambda: listening(port) and catches_signals(tool), "a listener")
        send(datagrams, port, tool, (chance.randrange(1000), free, ended))
        if ended is None:
            if chance.random() < 0.5:
                wait_for(lambda: received_all(port), "an empty queue")
            tool.terminate()
        told = tool.communicate(timeout=PATIENCE)[1]
    return len(datagrams) - (turned_away() - before), told


def check_adds_up(seed):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sent, told = overload(folder, random.Random(seed))
        found = LEDGER.search(told)
        check(found, f"run {seed}: there is a ledger: {told[-500:]}")
        total, received, refused, lost, unread, *_ = map(int, found.groups())
        check(total == sent == received + refused + lost + unread, f"run {seed}: the ledger adds up to {sent}: {found[0]}")
        written = run("tool", "-r", folder / "out", "-J", "-").stdout.count(b"\n")
        check(written == received and unread == 0, f"run {seed}: all that was received is written: {written}: {found[0]}")
    return lost, int(found[8])


def ledger_of(count, *words):
    """Returns the ledger of a listener that is paused until all datagrams are sent."""
    port = free_port()
    with started("tool", "-l", f"127.0.0.1/{port}", "-w", "/dev/null", "-dddd", *words, stderr=subprocess.PIPE) as tool:
        wait_for(lambda: listening(port) and catches_signals(tool), "a listener")
        send([(0, container(number, 7)) for number in range(count)], port, tool, (0, None, None))
        tool.terminate()
        return list(map(int, LEDGER.search(tool.communicate(timeout=PATIENCE)[1]).groups()))


def ended(seconds, count=4000):
    """Returns the ledger of a listener that is ended while many datagrams wait, each of which takes long."""
    port = free_port()
    body = b"\x0a" + varint(len(PAYLOAD) + 900_000) + PAYLOAD + b"\x3a" + varint(900_000 - 4) + bytes(900_000 - 4)
    datagrams = []
    for number in range(10):
        plain = body + b"\x18" + varint(number) + b"\x21" + struct.pack("<Q", 7)
        small = struct.pack(">I", len(plain)) + zlib.compress(plain)
        datagrams.append(HEADER.pack(b"NMSG", 1, 2, len(small)) + small)
    with started("tool", "-l", f"127.0.0.1/{port}", "-J", "/dev/null", "--drain", seconds, stderr=subprocess.PIPE) as tool:
        wait_for(lambda: listening(port) and catches_signals(tool), "a listener")
        tool.send_signal(signal.SIGSTOP)
        wait_for(lambda: is_stopped(tool), "a paused listener")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for number in range(count):
                sender.sendto(datagrams[number % len(datagrams)], ("127.0.0.1", port))
        tool.terminate()
        tool.send_signal(signal.SIGCONT)
        told = tool.communicate(timeout=PATIENCE)[1]
    found = LEDGER.search(told)
    check(found, f"--drain {seconds}: unread datagrams are reported: {told}")
    return list(map(int, found.groups()))


in_own_network()
for seconds in ("0", "0.2"):
    total, received, refused, lost, unread, gaps, dropped, last = ended(seconds)
    print("--drain", seconds, "received", received, "unread", unread)
    # Sequence numbers repeat, so there are no gaps.
    check(total == 4000 == received + unread + dropped and refused == 0,
          f"--drain {seconds}: the ledger adds up: {received} received, {unread} unread")
    check(seconds != "0" or unread > 3000, f"--drain {seconds}: most are unread, but {received} were received")
(_, small, *_), (_, usual, *_) = ledger_of(1000, "--receive-buffer", "100k"), ledger_of(1000)
check(0 < small < usual, f"a smaller receive buffer holds less: {small}, {usual}")
total, received, _, lost, unread, *_ = ledger_of(1000, "-c", 10)
check(total == 1000 and received < 20 and unread + lost > 980,
      f"-c ends the run early: {total} sent, {received} received, {unread} unread, {lost} lost")
losses = [check_adds_up(seed) for seed in range(RUNS)]
print(RUNS, "runs, lost:", sum(lost for lost, _ in losses), "of them at the end:", sum(last for _, last in losses))
check(any(lost > last for lost, last in losses), "some runs lose datagrams in between")
check(any(last > 0 for _, last in losses), "some runs lose datagrams at the end")
