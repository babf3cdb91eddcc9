"""Finds the highest rate at which a receiver of NMSG over UDP on the loopback interface loses nothing."""
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .inputs import Inputs
from .jobs import Entry, nmsgtool, ours
from .programs import Programs

DATAGRAM = "8192"  # bytes
SECONDS = 8  # longest duration of a step: much longer than the receive buffer lasts
SAMPLE, SAMPLE_RATE = 100_000, 20_000  # payloads; datagrams per second, slow enough for Python to count them
SLOW = 1.1  # a sender that takes this many times as long has not reached its rate
PATIENCE = 60  # seconds until a receiver must have read its queue
ANSWER = 20  # seconds until a process must have started or ended
STEPS = [0.25, 0.5, 1.0, 1.5, 2.0]  # million payloads per second
ZLIB_STEPS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


@dataclass
class Receiver:
    entry: Entry
    best: float = 0  # million payloads per second
    end: str = ""  # why it stopped at a step; empty while it runs

    @property
    def running(self) -> bool:
        return self.entry.words is not None and not self.end


@dataclass
class UdpRow:
    title: str
    receivers: list[Receiver] = field(default_factory=list)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def waiting(port: int) -> int | None:
    """Returns how many bytes wait at an IPv4 UDP port; None if nobody listens."""
    for line in Path("/proc/net/udp").read_text().splitlines():
        words = line.split()
        if words[1].endswith(f":{port:04X}"):
            return int(words[4].split(":")[1], 16)
    return None


def wait_until(happened: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.02)
    return False


class RateTest:
    """Sends the payloads of a file to a port at a given rate."""

    def __init__(self, tool: str, inputs: Inputs, folder: Path) -> None:
        self.tool, self.inputs = tool, inputs
        self.log, self.out = folder / "receiver.log", folder / "received"
        self.payloads_a_datagram = self.sample()

    def sender(self, count: int, port: int, rate: float) -> list[str]:
        return [self.tool, "tool", "-r", str(self.inputs.packets), "-c", str(count), "-m", DATAGRAM,
                "-s", f"127.0.0.1/{port},{rate:.0f}"]

    def sample(self) -> float:
        count = min(self.inputs.payloads, SAMPLE)
        datagrams = 0
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
            listener.bind(("127.0.0.1", 0))
            listener.settimeout(0.5)
            with subprocess.Popen(self.sender(count, listener.getsockname()[1], SAMPLE_RATE)) as sender:
                while True:
                    try:
                        listener.recv(1 << 16)
                        datagrams += 1
                    except TimeoutError:
                        if sender.poll() is not None:
                            return count / datagrams

    def send(self, port: int, count: int, rate: float) -> bool:
        """Returns whether the sender reached its rate, in payloads per second."""
        begin = time.perf_counter()
        subprocess.run(self.sender(count, port, rate / self.payloads_a_datagram), check=True, timeout=PATIENCE)
        return time.perf_counter() - begin < SLOW * count / rate + 0.1

    def received(self) -> int:
        totals = re.findall(r"payloads_out (\d+)", self.log.read_text(errors="replace"))
        return int(totals[-1]) if totals else 0

    def run(self, entry: Entry, million: float) -> str:
        """Returns an empty string if everything arrived, otherwise what went wrong."""
        rate = million * 1e6
        count = min(self.inputs.payloads, round(SECONDS * rate))
        port = free_port()
        words = [word.replace("{port}", str(port)) for word in entry.words]
        with self.log.open("wb") as log, subprocess.Popen(words, stderr=log) as receiver:
            try:
                if not wait_until(lambda: waiting(port) is not None, ANSWER):
                    return "did not start listening"
                reached = self.send(port, count, rate)
                wait_until(lambda: not waiting(port), PATIENCE)
                time.sleep(0.2)
                receiver.send_signal(signal.SIGTERM)
                receiver.wait(ANSWER)
            except subprocess.TimeoutExpired:
                return "did not end"
            finally:
                if receiver.poll() is None:
                    receiver.kill()
        lost = count - self.received()
        if lost:
            return f"{100 * lost / count:.2g} % lost at {million:g}"
        return "" if reached else f"sender too slow for {million:g}"


def raise_rate(test: RateTest, row: UdpRow, steps: list[float], runs: int) -> UdpRow:
    """Runs each receiver up to the first step at which it loses something in one of the runs."""
    for million in steps:
        if not any(one.running for one in row.receivers):
            break
        for number in range(1, runs + 1):
            print(f"{row.title} at {million:g} million/s: run {number} of {runs}", file=sys.stderr)
            for one in filter(lambda receiver: receiver.running, row.receivers):
                one.end = test.run(one.entry, million)
        for one in row.receivers:
            if one.running:
                one.best = million
    return row


def listeners(programs: Programs, *words: object) -> list[Receiver]:
    listen = ["-dd", "-l", "127.0.0.1/{port}", *words]
    return [Receiver(entry) for entry in ours(programs, "tool", *listen) + nmsgtool(programs, *listen)]


def udp_rows(programs: Programs, inputs: Inputs, folder: Path, runs: int) -> list[UdpRow]:
    test = RateTest(programs.tool, inputs, folder)
    to_null = UdpRow("UDP to /dev/null", listeners(programs, "-w", "/dev/null"))
    to_zlib = UdpRow("UDP to a zlib file", listeners(programs, "-z", "-w", test.out))
    return [raise_rate(test, to_null, STEPS, runs), raise_rate(test, to_zlib, ZLIB_STEPS, runs)]
