"""Runs jobs of the tool while system calls fail (preloaded_faults.cpp) and collects the results."""
import dataclasses
import itertools
import os
import pathlib
import socket
import struct
import subprocess
import tempfile

from common import DATA, PATIENCE, TOOL, check, listening, run, wait_for

LIBRARY = os.environ["NMSGXX_FAULTS_LIBRARY"]
ONCE, ALWAYS = 1, 1 << 60
PORTS = itertools.cycle(range(20000, 30000))


@dataclasses.dataclass
class Fault:
    call: str
    error: int = 0
    first: int = 0
    count: int = ONCE
    most: int = 0  # bytes or datagrams per call; 0: no limit


@dataclasses.dataclass
class Outcome:
    status: int
    told: str
    calls: int     # calls of the kind that fails
    failures: int
    out: list      # standard output, datagrams and files in order: pairs of content and whether it must be complete


@dataclasses.dataclass
class Job:
    name: str
    words: list            # PORT is replaced by an unused port
    stdin: bytes = b""
    datagrams: tuple = ()  # sent to the port
    receives: bool = False  # collects what is sent to the port
    sums_up: bool = False  # the output is a summary, which differs for part of the input
    dispensable: tuple = ()  # calls whose failure does not matter

    def run(self, fault):
        with tempfile.TemporaryDirectory() as folder:
            counts = pathlib.Path(folder, "counts")
            counts.write_bytes(bytes(16))
            out = pathlib.Path(folder, "out")
            out.mkdir()
            faults = f"{fault.call} {fault.error} {fault.first} {fault.count} {fault.most} {counts}"
            # Otherwise a sanitizer in a shared library insists on being loaded first.
            sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
            environment = {**os.environ, "LD_PRELOAD": LIBRARY, "NMSGXX_FAULTS": faults, "ASAN_OPTIONS": sanitizer}
            status, told, stdout, received = self.run_in(out, environment)
            calls, failures = struct.unpack("QQ", counts.read_bytes())
            outs = [(stdout, False), (received, False)] + [written(path) for path in sorted(out.iterdir(), key=begun)]
        return Outcome(status, told.decode(), calls, failures, outs)

    def run_in(self, folder, environment):
        port = next(PORTS)
        words = [str(word).replace("PORT", str(port)) for word in self.words]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
            if self.receives:
                receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
                receiver.bind(("127.0.0.1", port))
            with subprocess.Popen([TOOL, *words], cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE) as process:
                if self.datagrams:
                    self.send(process, port)
                stdout, told = communicate(process, self.stdin)
            received = take_all(receiver) if self.receives else b""
        return process.returncode, told, stdout, received

    def send(self, process, port):
        wait_for(lambda: process.poll() is not None or listening(port), "a listener")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for datagram in self.datagrams:
                sender.sendto(datagram, ("127.0.0.1", port))


def communicate(process, stdin):
    try:
        return process.communicate(stdin, PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()


def take_all(receiver):
    """Returns the payloads of the received containers as lines."""
    receiver.setblocking(False)
    datagrams = []
    while True:
        try:
            datagrams.append(receiver.recv(65536))
        except BlockingIOError:
            return run("tool", "-r", "-", "-J", "-", input=b"".join(datagrams)).stdout


def begun(path):
    """Returns a key that sorts the files of a series by time, whether they are complete or not."""
    return path.name.lstrip(".").replace(".part", ".nmsg")


def written(path):
    series = path.name.startswith((".series", "series"))
    return path.read_bytes(), series and not path.name.startswith(".")


def messages(count, size=0):
    line = '{"time":"2024-01-01 00:00:00.0","vname":"base","mname":"logline","message":{"category":"n","message":"%d%s"}}\n'
    return b"".join((line % (number, size * ".")).encode() for number in range(count))


def containers(content):
    """Splits data into containers.  A truncated one at the end is left out."""
    found = []
    while len(content) >= 10 and len(content) >= 10 + struct.unpack_from("!I", content, 6)[0]:
        size = 10 + struct.unpack_from("!I", content, 6)[0]
        found.append(content[:size])
        content = content[size:]
    return found


def frames(capture, count):
    """Returns the first frames of a capture."""
    end = 24
    for _ in range(count):
        end += 16 + struct.unpack_from("<I", capture, end + 8)[0]
    return capture[:end]


def jobs(folder):
    """Returns all jobs.  Their inputs are in the folder."""
    lines = messages(40)
    single = run("tool", "-j", "-", "-w", "-", "--unbuffered", input=lines).stdout
    check(len(containers(single)) == 40, "each payload is in a container of its own")
    plain, compressed, capture = (pathlib.Path(folder, name) for name in ("plain", "compressed", "capture"))
    plain.write_bytes(single)
    compressed.write_bytes(run("tool", "-j", "-", "-z", "-w", "-", "--unbuffered", input=lines).stdout)
    capture.write_bytes(frames((DATA / "demo.pcap").read_bytes(), 60))
    packets = pathlib.Path(folder, "packets")
    packets.write_bytes(run("tool", "-p", DATA / "demo.pcap", "-c", 100, "-V", "base", "-T", "packet", "-w", "-").stdout)
    listen = ("-l", "127.0.0.1/PORT")
    return [
        Job("file to file", ["tool", "-r", plain, "-w", "a", "--unbuffered"]),
        Job("compressed", ["tool", "-r", compressed, "-z", "-w", "a", "--unbuffered", "--threads", 2]),
        Job("to JSON", ["tool", "-r", plain, "-J", "a", "--unbuffered"]),
        Job("from JSON", ["tool", "-j", "-", "-w", "a", "--unbuffered"], stdin=lines),
        Job("to presentation form", ["tool", "-r", plain, "-o", "a", "--threads", 3]),
        Job("rotated files", ["tool", "-r", plain, "-w", "series", "-k", "", "-c", 15, "--unbuffered"]),
        Job("capture", ["tool", "-p", capture, "-V", "base", "-T", "packet", "-w", "a", "--unbuffered"]),
        Job("packets", ["packet", packets, "-j", 1]),
        Job("packets, two threads", ["packet", packets, "-j", 2, "-w", "-"]),
        Job("packets of a capture", ["packet", capture, "-w", "a"]),
        Job("pipes", ["tool", "-r", "-", "-w", "-", "--unbuffered"], stdin=single, dispensable=("open",)),
        Job("from UDP", ["tool", *listen, "-w", "a", "--unbuffered", "-c", 40], datagrams=containers(single)),
        Job("to UDP", ["tool", "-r", plain, "-s", "127.0.0.1/PORT", "--unbuffered"], receives=True),
        Job("fragments to UDP", ["tool", "-j", "-", "-s", "127.0.0.1/PORT", "-m", 512], stdin=messages(3, 1000), receives=True),
        Job("info", ["info", plain], sums_up=True),
    ]
