"""Runs the programs of a job in alternation and collects their results."""
import os
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .inputs import warm
from .jobs import Entry, Job
from .processes import Run, run


@dataclass
class Result:
    program: str
    runs: list[Run] = field(default_factory=list)
    counts: set[int] = field(default_factory=set)
    payloads: int = 0  # that a run processes
    failure: str = ""
    instructions: float | None = None  # per payload

    @property
    def seconds(self) -> float:
        return statistics.median(one.seconds for one in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(one.cpu for one in self.runs)

    @property
    def megabytes(self) -> float:
        return max(one.megabytes for one in self.runs)

    @property
    def rate(self) -> float:
        return self.payloads / self.seconds


@dataclass
class Row:
    job: Job
    results: list[Result]

    def fault(self) -> str:
        """Returns an empty string if all programs succeeded with the same output, otherwise what is wrong."""
        if any(one.failure for one in self.results):
            return "a program failed"
        counts = set().union(*(one.counts for one in self.results))
        return f"the numbers of {self.job.unit} differ" if len(counts) > 1 else ""

    def ratio(self, result: Result) -> float | None:
        """Returns the speed as a multiple of the rival's."""
        for one in self.results:
            if one.program == self.job.rival and one.runs and result.runs:
                return one.seconds / result.seconds
        return None


def run_once(job: Job, entry: Entry, out: Path, result: Result) -> None:
    errors = out.with_suffix(".errors")
    one = run(entry.words, out if entry.to_stdout else Path(os.devnull), errors)
    if one.status != 0:
        result.failure = f"status {one.status}"
        print(f"{entry.program}: {result.failure}: {errors.read_text(errors='replace').strip()}", file=sys.stderr)
        return
    result.runs.append(one)
    result.payloads = job.payloads or 0
    if job.count is None:
        return
    count = (entry.count or job.count)(out)
    out.unlink()
    result.counts.add(count)
    result.payloads = job.payloads or count


def run_job(job: Job, runs: int, out: Path) -> Row:
    results = [Result(entry.program) for entry in job.entries]
    pairs = list(zip(job.entries, results))
    warm(job.reads)
    for number in range(1, runs + 1):
        print(f"{job.title}: run {number} of {runs}", file=sys.stderr)
        for entry, result in pairs:
            if entry.words and not result.failure:
                run_once(job, entry, out, result)
        # Another program goes first in the next round.
        pairs = pairs[1:] + pairs[:1]
    return Row(job, results)
