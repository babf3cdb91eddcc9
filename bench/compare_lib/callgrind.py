"""Counts instructions per payload with valgrind, as a difference of two runs, so that the start of a process cancels out."""
import os
import re
import subprocess
from pathlib import Path

from .contest import Row
from .jobs import Entry, Job

FEW, MANY = 20_000, 40_000  # payloads
# valgrind counts an instruction that copies many bytes (rep movsb) once per byte.  Without it, copies use vectors.
ENVIRONMENT = {**os.environ, "GLIBC_TUNABLES": "glibc.cpu.x86_rep_movsb_threshold=1073741824"}
VALGRIND = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--trace-children=yes"]


def run_counted(job: Job, entry: Entry, out: Path) -> tuple[int, int]:
    """Returns the numbers of instructions and payloads."""
    with out.open("wb") as shown:
        done = subprocess.run([*VALGRIND, *entry.words], stdout=shown if entry.to_stdout else subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, check=True, env=ENVIRONMENT)
    # A wrapper script prints a count of its own before that of the program that it executes.
    return int(re.findall(r"Collected : (\d+)", done.stderr)[-1]), job.payloads or job.count(out)


def add_instructions(row: Row, short: Job, long: Job, out: Path) -> None:
    """Adds instruction counts to programs that valgrind can run, once for each program whatever its number of threads."""
    done = set()
    for result, few, many in zip(row.results, short.entries, long.entries):
        program = many.words and many.words[0]
        if program and many.native and result.runs and program not in done:
            done.add(program)
            (less, some), (more, all_) = run_counted(short, few, out), run_counted(long, many, out)
            result.instructions = (more - less) / (all_ - some)
