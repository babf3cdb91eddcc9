"""The jobs: the command line of each program, and how its output is counted."""
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .inputs import AS_PACKETS, Inputs, payloads_in
from .programs import Programs

sys.path.append(str(Path(__file__).parents[2] / "tests" / "system"))
import tuples  # noqa: E402

LARGEST_CONTAINER = "1048576"  # bytes; nmsgxx and nmsgtool write files with this limit
Count = Callable[[Path], int]


@dataclass(frozen=True)
class Entry:
    program: str
    words: list[str] | None  # None: the program cannot do this job
    to_stdout: bool = False
    count: Count | None = None  # None: counted as in the job
    native: bool = True  # whether valgrind can run it


@dataclass(frozen=True)
class Job:
    title: str
    unit: str  # of the output
    reads: Path
    payloads: int | None  # None: as many as in the output
    rival: str  # the program that speedups refer to
    count: Count | None  # None: the output is discarded
    entries: list[Entry]


def count_text(mark: bytes) -> Count:
    def count(path: Path) -> int:
        with path.open("rb") as lines:
            return sum(mark in line for line in lines)
    return count


def count_tshark_tuples(path: Path) -> int:
    return sum(row[1] == "tuple" for row in tuples.rows(path.read_text()))


def ours(programs: Programs, command: str, *words: object, to_stdout: bool = False) -> list[Entry]:
    """Returns an entry for each number of threads, or only for the first one if the command has no --threads."""
    entries = []
    for threads in programs.threads:
        option = ["--threads", str(threads)] if programs.takes_threads[command] else []
        can = option or threads == programs.threads[0]
        name = f"nmsgxx, {threads} thread{'s' * (threads != 1)}"
        entries.append(Entry(name, [programs.tool, command, *option, *map(str, words)] if can else None, to_stdout))
    return entries


def nmsgtool(programs: Programs, *words: object) -> list[Entry]:
    return [Entry("nmsgtool", [programs.nmsgtool, *map(str, words)])] if programs.nmsgtool else []


def ipconn(programs: Programs, title: str, reads: Path, payloads: int, out: Path, zlib: bool) -> Job:
    entries = ours(programs, "packet", "-q", *["-z"] * zlib, reads, "-w", out)
    words = [str(reads), str(out), LARGEST_CONTAINER, *["zlib"] * zlib]
    if programs.libnmsg:
        entries.append(Entry("libnmsg", [str(programs.libnmsg), *words]))
    if programs.go_nmsg:
        entries.append(Entry("go-nmsg", [str(programs.go_nmsg), *words], native=False))
    return Job(title, "payloads", reads, payloads, "libnmsg", lambda path: payloads_in(programs.tool, path), entries)


def relay(programs: Programs, words: list[object]) -> list[Entry]:
    """Returns entries of `nmsgxx tool` and nmsgtool with the same arguments."""
    return ours(programs, "tool", *words) + nmsgtool(programs, *words)


def relayed(programs: Programs, title: str, unit: str, reads: Path, payloads: int, count: Count, words: list[object],
            out: Path) -> list[Job]:
    """Returns a job twice, with its output written to a file and discarded.  The output's name is the last argument."""
    def to(path: object) -> list[Entry]:
        return relay(programs, [*words, path])
    return [Job(title, unit, reads, payloads, "nmsgtool", count, to(out)),
            Job(f"{title}, output discarded", unit, reads, payloads, "nmsgtool", None, to(os.devnull))]


def five_tuples(programs: Programs, reads: Path) -> Job:
    entries = ours(programs, "packet", reads, to_stdout=True)
    if programs.tshark:
        entries.append(Entry("tshark", tuples.command(reads), True, count_tshark_tuples, native=False))
    return Job("small capture to five-tuples as text", "five-tuples", reads, None, "tshark", count_text(b" --> "), entries)


def all_jobs(programs: Programs, inputs: Inputs, out: Path) -> list[Job]:
    def containers(path: Path) -> int:
        return payloads_in(programs.tool, path)

    n = inputs.payloads
    packets = ["-r", inputs.packets]
    lines = count_text(b"\n")
    return [
        ipconn(programs, "base:packet to base:ipconn", inputs.packets, n, out, zlib=False),
        ipconn(programs, "compressed base:packet to base:ipconn", inputs.packets_zlib, n, out, zlib=False),
        ipconn(programs, "base:packet to compressed base:ipconn", inputs.packets, n, out, zlib=True),
        *relayed(programs, "capture to base:packet", "payloads", inputs.capture, inputs.captured, containers,
                 ["-p", inputs.capture, *AS_PACKETS, "-w"], out),
        *relayed(programs, "base:packet to JSON", "lines", inputs.packets, n, lines, [*packets, "-J"], out),
        *relayed(programs, "base:packet to presentation form", "lines", inputs.packets, n, lines, [*packets, "-o"], out),
        five_tuples(programs, inputs.small_capture),
    ]
