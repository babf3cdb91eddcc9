"""Five times the input takes no more memory."""
import os
import pathlib
import subprocess
import tempfile

from common import DATA, TOOL, check, run

SMALL, LARGE = 20, 100  # MB, more than what is mapped of a file at a time
LIMIT = 32 << 10      # kB
GROWTH = 8 << 10      # kB: which windows are mapped at once differs from run to run


def peak(path):
    """The most memory, in kB, that reading it took."""
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    command = ["python3", "-c", code, TOOL, "packet", "-q", str(path), "-w", "/dev/null"]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)


with tempfile.TemporaryDirectory() as folder:
    container = run("tool", "-p", DATA / "demo.pcap", "-V", "base", "-T", "packet", "-w", "-").stdout
    sizes = {}
    for megabytes in (SMALL, LARGE):
        path = pathlib.Path(folder, f"{megabytes}")
        path.write_bytes(container * (megabytes * 1_000_000 // len(container)))
        sizes[megabytes] = peak(path)
        print(f"{megabytes} MB: {sizes[megabytes]} kB")
    # Sanitizers keep what was freed.
    if "NMSGXX_SANITIZED" not in os.environ:
        check(sizes[LARGE] < LIMIT, "it stays below the limit")
        check(sizes[LARGE] < sizes[SMALL] + GROWTH, "it does not grow")
