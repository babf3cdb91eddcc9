"""A signal ends the tool even if nobody reads its output, and the tool reports what was not written."""
import concurrent.futures
import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import typing

from common import DATA, PATIENCE, catches_signals, check, end, in_own_network, run, started, wait_for

PAYLOADS = 40_000
LINE = '{"vname":"base","mname":"logline","message":{"category":"n","message":"%d' + 50 * "." + '"}}\n'
UNWRITTEN = re.compile(r": (\d+) (?:payloads|five-tuples) were not written$", re.MULTILINE)
OUT = re.compile(r"payloads_out (\d+) ")
PACKETS = 8  # copies of the capture


class Pipe:
    """A pipe that nobody reads."""
    def __init__(self):
        self.read, self.write = os.pipe()

    def rest(self):
        os.set_blocking(self.read, False)
        pieces = []
        try:
            while piece := os.read(self.read, 1 << 16):
                pieces.append(piece)
        except BlockingIOError:
            pass
        return b"".join(pieces)

    def close(self):
        os.close(self.read)
        os.close(self.write)


class Connection(Pipe):
    def __init__(self):
        self.ends = socket.socketpair()
        self.read, self.write = (one.fileno() for one in self.ends)

    def close(self):
        for one in self.ends:
            one.close()


class Case(typing.NamedTuple):
    name: str
    words: list
    count: typing.Callable  # counts the complete payloads in the output
    to: type = Pipe
    number: int = signal.SIGTERM


def in_containers(written):
    return run("tool", "-r", "-", "-J", "-", input=written).stdout.count(b"\n")


def lines(written):
    return written.count(b"\n")


def records(written):
    return written.count(b"\n\n")


TOOL_CASES = [
    Case("containers", ["-w", "-"], in_containers),
    Case("containers, one thread", ["-w", "-", "--threads", 1], in_containers),
    Case("small containers", ["-w", "-", "--unbuffered"], in_containers),
    Case("compressed containers", ["-z", "-w", "-", "--threads", 3], in_containers),
    Case("presentation form", ["-o", "-"], records),
    Case("JSON", ["-J", "-"], lines),
    Case("JSON, one thread", ["-J", "-", "--threads", 1], lines),
    Case("JSON, line by line", ["-J", "-", "--unbuffered"], lines),
    Case("JSON to a socket", ["-J", "-"], lines, Connection),
    Case("JSON and SIGINT", ["-J", "-"], lines, number=signal.SIGINT),
    Case("JSON and SIGHUP", ["-J", "-"], lines, number=signal.SIGHUP),
]
PACKET_CASES = [
    Case("text", [], lines),
    Case("text, one thread", ["-j", 1], lines),
    Case("JSON of packets", ["--format", "json"], lines),
    Case("base:ipconn", ["-w", "-"], in_containers),
    Case("base:ipconn to a socket", ["-w", "-"], in_containers, Connection),
]


def idle(process):
    """Returns whether the tool has started its work and all its threads are waiting."""
    def states():
        threads = pathlib.Path(f"/proc/{process.pid}/task").glob("*/stat")
        try:
            return {thread.read_text().rpartition(")")[2].split()[0] for thread in threads}
        except FileNotFoundError:
            return set()  # a thread has just ended
    for _ in range(5):
        if process.poll() is not None or not catches_signals(process) or states() != {"S"}:
            return False
        time.sleep(0.02)
    return True


def stop(words, to, number, **options):
    """Runs the tool until it is stuck and ends it.  Returns its messages and its output."""
    with started(*words, stdout=to.write, stderr=subprocess.PIPE, **options) as process:
        wait_for(lambda: idle(process), f"{words[:9]}: it is stuck")
        took = end(process, number)
        told = process.stderr.read().decode()
    print(f"{' '.join(map(str, words[:9]))}: {took:.2f} s")
    check(process.returncode == 1, f"{words[:9]}: status {process.returncode}: {told}")
    return told, to.rest()


def check_sum(case, told, written, taken):
    """Checks that each payload was either written or reported."""
    found = UNWRITTEN.findall(told)
    check(len(found) == 1 and int(found[0]) > 0, f"{case.name}: what was not written is reported: {told}")
    check("bytes were not written" in told, f"{case.name}: {told}")
    if taken is not None:
        got = case.count(written)
        # A payload that was refused is not in the count of accepted ones.
        check(0 <= got + int(found[0]) - taken <= 1,
              f"{case.name}: the numbers add up: {got} written, {found[0]} not written, {taken} in total: {told}")


def check_case(case, words):
    to = case.to()
    told, written = stop([*words, *case.words], to, case.number)
    to.close()
    taken = OUT.search(told)
    check_sum(case, told, written, int(taken[1]) if taken else None)


def check_file_beside(payloads, folder):
    """A file receives everything that it accepted, even if another output is stuck."""
    to = Pipe()
    out = folder / "out"
    told, _ = stop(["tool", "-r", payloads, "-J", "-", "-w", out, "--mirror", "-dd"], to, signal.SIGTERM)
    to.close()
    check(f"{out}: " not in UNWRITTEN.search(told)[0] and len(UNWRITTEN.findall(told)) == 1,
          f"only the pipe has unwritten payloads: {told}")
    check(run("tool", "-r", out, "-J", "-").stdout.count(b"\n") > 0, "the file has payloads")


def check_pipes(payloads):
    """Containers that were read from a pipe but not used are reported, too."""
    to = Pipe()
    single = run("tool", "-r", payloads, "-w", "-", "--unbuffered").stdout
    with started("tool", "-r", "-", "-J", "-", "-dd", stdin=subprocess.PIPE, stdout=to.write, stderr=subprocess.PIPE) as process:
        feeder = threading.Thread(target=feed, args=(process.stdin, single))
        feeder.start()
        wait_for(lambda: idle(process), "it is stuck")
        end(process)
        told = process.stderr.read().decode()
    feeder.join()
    to.close()
    found = re.search(r": (\d+) containers were read and not used$", told, re.MULTILINE)
    check(found and int(found[1]) > 0, f"unused containers are reported: {told}")


def feed(pipe, data):
    with contextlib.suppress(BrokenPipeError):
        pipe.write(data)
    with contextlib.suppress(BrokenPipeError):
        pipe.close()


def check_reports(folder):
    """A report of info that was not written is reported."""
    short = folder / "short"
    short.write_bytes(b"")
    for more in ([], ["--json"]):
        to = Pipe()
        told, written = stop(["info", *more, *1000 * [short]], to, signal.SIGTERM)
        to.close()
        check("standard output: " in told and "bytes were not written" in told, f"info {more}: {told}")
        check(b"containers" in written.lower(), f"info {more}: {written[:100]}")


def check_named_pipe(payloads, folder):
    path = folder / "pipe"
    os.mkfifo(path)
    for number in (signal.SIGTERM, signal.SIGHUP):
        with started("tool", "-r", payloads, "-w", path, stderr=subprocess.PIPE) as process:
            wait_for(lambda: idle(process), "a named pipe that nobody opens")
            took = end(process, number)
            told = process.stderr.read().decode()
        check(process.returncode == 1 and "unable to open" in told,
              f"a named pipe that nobody opens is reported: {took}: {told}")
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with started("tool", "-r", payloads, "-w", path, stderr=subprocess.PIPE) as process:
        wait_for(lambda: idle(process), "a named pipe is full")
        end(process)
        told = process.stderr.read().decode()
    check(UNWRITTEN.search(told), f"a named pipe that nobody reads is reported: {told}")
    os.close(reading)


def check_messages(payloads):
    """The messages of the tool may be stuck in the same pipe."""
    to = Pipe()
    with started("tool", "-r", payloads, "-J", "-", "-dddd", stdout=to.write, stderr=to.write) as process:
        wait_for(lambda: idle(process), "it is stuck")
        end(process)
    check(process.returncode == 1, f"messages in a full pipe: {process.returncode}")
    to.close()


def check_rate(payloads):
    for words in (["tool", "-r", payloads], ["packet", DATA / "demo.pcap", "-q", "-m", 512]):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            receiver.bind(("127.0.0.1", 0))
            with started(*words, "-s", f"127.0.0.1/{receiver.getsockname()[1]},2", stderr=subprocess.PIPE) as process:
                receiver.recv(1 << 16)
                wait_for(lambda: idle(process), f"{words}: waiting to send the next datagram")
                end(process)
                told = process.stderr.read().decode()
        check(process.returncode == 1 and UNWRITTEN.search(told) and " not sent before " in told,
              f"{words}: status {process.returncode}: {told}")


def check_second(payloads):
    """A second signal ends the tool immediately."""
    cases = [(signal.SIGTERM, signal.SIGTERM), (signal.SIGINT, signal.SIGTERM), (signal.SIGHUP, signal.SIGINT)]
    for first, second in cases:
        to = Pipe()
        with started("tool", "-r", payloads, "-J", "-", stdout=to.write, stderr=subprocess.DEVNULL) as process:
            wait_for(lambda: idle(process), "it is stuck")
            process.send_signal(first)
            time.sleep(0.1)
            process.send_signal(second)
            process.wait(PATIENCE)
        to.close()
        check(process.returncode == -second, f"{second!r} after {first!r}: {process.returncode}")
    to = Pipe()
    with started("tool", "-r", payloads, "-J", "-", stdout=to.write, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: idle(process), "it is stuck")
        for _ in range(3):  # a closing terminal sends it, and the shell sends it again
            process.send_signal(signal.SIGHUP)
            time.sleep(0.05)
        check(process.wait(PATIENCE) == 1, f"SIGHUP after SIGHUP: {process.returncode}")
    to.close()


in_own_network()
with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    payloads, packets = folder / "payloads", folder / "packets"
    text = "".join(LINE % number for number in range(PAYLOADS)).encode()
    check(run("tool", "-j", "-", "-w", payloads, input=text).returncode == 0, "payloads")
    packets.write_bytes(PACKETS * run("tool", "-p", DATA / "demo.pcap", "-T", "packet", "-w", "-").stdout)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:  # mostly they wait
        runs = [pool.submit(check_case, case, ["tool", "-r", payloads, "-dd"]) for case in TOOL_CASES]
        runs += [pool.submit(check_case, case, ["packet", packets]) for case in PACKET_CASES]
        runs += [pool.submit(check_file_beside, payloads, folder), pool.submit(check_named_pipe, payloads, folder),
                 pool.submit(check_reports, folder), pool.submit(check_rate, payloads), pool.submit(check_pipes, payloads),
                 pool.submit(check_messages, payloads), pool.submit(check_second, payloads)]
    for one in runs:
        one.result()
