"""Writes the results as Markdown tables."""
import datetime
import os
import platform
from pathlib import Path

from .contest import Result, Row
from .inputs import Inputs
from .programs import Programs
from .udp import UdpRow

HEADINGS = ["job", "program", "seconds", "min to max", "CPU seconds", "MB", "million/s", "speedup", "output"]
UDP_HEADINGS = ["job", "receiver", "million/s without loss", "next step"]


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def table(headings: list[str], rows: list[list[str]]) -> list[str]:
    return [line(headings), line(["---"] * len(headings)), *map(line, rows)]


def figure(value: float) -> str:
    """Formats a number with three significant digits and without an exponent."""
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def cells(row: Row, result: Result) -> list[str]:
    if not result.runs or result.failure:
        return [result.program, result.failure or "-", *["-"] * 6]
    seconds = [one.seconds for one in result.runs]
    ratio = row.ratio(result)
    return [result.program, f"{result.seconds:.3f}", f"{min(seconds):.3f} to {max(seconds):.3f}", f"{result.cpu:.3f}",
            figure(result.megabytes), figure(result.rate / 1e6), "-" if ratio is None else figure(ratio),
            " or ".join(f"{count:,}" for count in sorted(result.counts)) or "-"]


def job_rows(row: Row, with_instructions: bool) -> list[list[str]]:
    title = f"{row.job.title} **(wrong: {row.fault()})**" if row.fault() else row.job.title
    shown = []
    for index, result in enumerate(row.results):
        instructions = "-" if result.instructions is None else figure(result.instructions)
        shown.append([title if index == 0 else "", *cells(row, result), *[instructions] * with_instructions])
    return shown


def jobs_table(rows: list[Row]) -> list[str]:
    counted = any(result.instructions is not None for row in rows for result in row.results)
    return table(HEADINGS + ["instructions per payload"] * counted, [one for row in rows for one in job_rows(row, counted)])


def udp_table(rows: list[UdpRow]) -> list[str]:
    shown = []
    for row in rows:
        for index, one in enumerate(row.receivers):
            next_step = one.end or "none: highest step tested"
            shown.append([row.title if index == 0 else "", one.entry.program,
                          *([f"{one.best:g}", next_step] if one.entry.words else ["-", "-"])])
    return table(UDP_HEADINGS, shown)


def processor() -> str:
    for text in Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            return text.split(":", 1)[1].strip()
    return platform.machine()


def heading(programs: Programs, inputs: Inputs, data: str, runs: int) -> list[str]:
    versions = ", ".join(f"{name} {version}" for name, version in programs.versions.items())
    return [f"{datetime.date.today()}, {processor()}, {len(os.sched_getaffinity(0))} cores, Linux {platform.release()}.",
            f"{versions}.",
            f"Data: {data}: {inputs.payloads:,} base:packet payloads in {inputs.packets.stat().st_size / 1e6:,.0f} MB. "
            f"Medians of {runs} alternating run{'s' * (runs != 1)}; MB is the highest of all runs."]


def markdown(top: list[str], rows: list[Row], udp: list[UdpRow], chart: str) -> str:
    parts = ["\n".join(top), "\n".join(jobs_table(rows))]
    if udp:
        parts.append("\n".join(udp_table(udp)))
    parts.append(f"![Payloads per second of each program]({chart})")
    return "\n\n".join(parts) + "\n"
