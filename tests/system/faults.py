"""System calls fail, once or permanently: the tool either completes its job or reports what failed, and its output is sound.

Usage: faults.py [MOST]   MOST: at how many places each kind of call fails in a job
"""
import concurrent.futures
import errno
import os
import sys
import tempfile

from common import SANITIZED, check, in_own_network
from faulty import ALWAYS, ONCE, Fault, containers, jobs

MOST = int(sys.argv[1]) if len(sys.argv) > 1 else 4 if SANITIZED else 12
FAULTS = {
    "open": errno.EMFILE,
    "read": errno.EIO,
    "write": errno.ENOSPC,
    "close": errno.EIO,
    "rename": errno.EROFS,
    "fsync": errno.EIO,
    "mmap": errno.ENOMEM,
    "poll": errno.ENOMEM,
    "recvmmsg": errno.ENOMEM,
    "sendmmsg": errno.EPERM,
    "pthread_create": errno.EAGAIN,
}
MEMORY = ["malloc", "calloc", "large_malloc"]
SHORT = 7  # bytes or datagrams
NO_FAULTS = ["read", "write", "close", "fsync", "poll", "recvmmsg", "sendmmsg"]  # an interrupted call is not a failure
DISPENSABLE = ["mmap", "poll"]  # the tool has an alternative, or the next call fails as well
if SANITIZED:
    print("allocations do not fail: sanitizers have an allocator of their own")
else:
    FAULTS.update(dict.fromkeys(MEMORY, errno.ENOMEM))


def places(calls):
    """Returns the indices of the calls that fail: the first ones, and a selection of the others up to the last."""
    if calls <= MOST:
        return range(calls)
    first = MOST // 2
    rest = MOST - first
    return [*range(first), *(first + (calls - 1 - first) * n // max(rest - 1, 1) for n in range(rest))]


def fits(got, want, whole):
    """Returns whether output is a prefix of the complete output; with `whole`, one that consists of complete containers."""
    return want.startswith(got) and (not whole or b"".join(containers(got)) == got)


def wrongs(job, fault, got, want):
    """Yields what is wrong with a run."""
    spared = job.receives or job.sums_up  # these jobs close nothing that they write
    if got.status == 0 and fault.count == ALWAYS and fault.first == 0 and got.failures > 0:
        if fault.call not in (*DISPENSABLE, *job.dispensable) and not (fault.call == "close" and spared):
            yield "the failure went unnoticed"
    if got.status == 0:
        if [data for data, _ in got.out] != [data for data, _ in want.out]:
            yield "output is missing"
        return
    if got.failures == 0 or fault.error == errno.EINTR:
        yield "it failed without a reason"
    if got.status not in (1, 2):
        yield "it did not exit"
    reasons = [os.strerror(fault.error)]
    if fault.call in MEMORY:
        reasons += ["out of memory", "no thread can be started"]
    if not any(reason in got.told for reason in reasons):
        yield "it does not report the reason"
    if len(got.out) > len(want.out):
        yield "there is an extra file"
    for (data, whole), (wanted, _) in zip(got.out, want.out):
        if not job.sums_up and not fits(data, wanted, whole):
            yield f"{len(data)} bytes are not a sound prefix of the {len(wanted)} bytes"


def faults_of(call, error, calls):
    for first in places(calls):
        yield Fault(call, error, first, ONCE)
        yield Fault(call, error, first, ALWAYS)
        if call in NO_FAULTS:
            yield Fault(call, errno.EINTR, first, 3, SHORT)


in_own_network()
with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2) as pool:
    runs = []
    for job in jobs(folder):
        wanted = list(pool.map(job.run, [Fault(call) for call in FAULTS]))
        for (call, error), want in zip(FAULTS.items(), wanted):
            check(want.status == 0, f"{job.name} succeeds: {want.told}")
            check(want.out == wanted[0].out, f"{job.name} always has the same output")
            runs += [(job, fault, want) for fault in faults_of(call, error, want.calls)]
    results = list(pool.map(lambda run: (*run, run[0].run(run[1])), runs))
    bad = [(job, fault, got, wrong) for job, fault, want, got in results for wrong in wrongs(job, fault, got, want)]
    for job, fault, got, wrong in bad:
        print(f"{job.name}: {fault}: {wrong}: status {got.status}, {got.told!r}")
    well = sum(got.status == 0 for *_, got in results)
    print(f"{len(results)} runs: {well} completed, {len(results) - well} reported what failed")
    check(not bad, f"no run goes wrong, but {len(bad)} did")
