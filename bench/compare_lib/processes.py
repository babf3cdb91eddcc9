"""Runs processes and measures them."""
import ctypes
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36  # prctl(2)
# The maximum memory that wait4() reports is inherited across exec() (getrusage(2)), so a large parent would count as its child's.
# A shell is smaller than any program measured here.  It prints the number of the process that it starts, and exits; that process
# becomes our child.
START = 'out=$1 err=$2; shift 2; "$@" >"$out" 2>"$err" & echo $!'


@dataclass(frozen=True)
class Run:
    status: int
    seconds: float  # wall clock
    cpu: float  # user and system seconds
    megabytes: float  # highest resident memory


def inherit_orphans() -> None:
    """Makes this process the parent of orphaned descendants.  Must be called once, before run()."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(words: list[str], out: Path, err: Path) -> Run:
    begin = time.perf_counter()
    shell = subprocess.run(["/bin/sh", "-c", START, "sh", str(out), str(err), *words], stdout=subprocess.PIPE, check=True)
    _, status, used = os.wait4(int(shell.stdout), 0)
    seconds = time.perf_counter() - begin
    return Run(os.waitstatus_to_exitcode(status), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)
