"""-U: privileges are given up for good, and a system call that only pretends to succeed is noticed."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import typing

import option_processes
from common import PATIENCE, TOOL, check, in_own_network, skip
from option_cases import Case, give_files, payloads

GENEROUS = ["setpriv", "--groups", "4", "--securebits", "+no_setuid_fixup"]  # capabilities survive a change of the user


class Pretence(typing.NamedTuple):
    call: str  # does nothing but reports success
    told: bytes


NOT_DONE = b"unable to change to user nobody: the system did not change it"
PRETENCES = [
    Pretence("setgroups", NOT_DONE),
    Pretence("setgid", NOT_DONE),
    Pretence("setuid", NOT_DONE),
    Pretence("capset", b"unable to change to user nobody: root privileges can still be regained"),
]


def is_refused(case, folder):
    strace = ["strace", "-f", "-o", folder / "calls", "-e", f"trace={case.call}", "-e", f"inject={case.call}:retval=0"]
    done = subprocess.run([*GENEROUS, *strace, TOOL, "tool", "-r", "http", "-w", "out", "-U", "nobody"], cwd=folder,
                          capture_output=True, timeout=PATIENCE, check=False,
                          env=os.environ | {"ASAN_OPTIONS": "detect_leaks=0"})
    check(done.returncode == 1 and case.told in done.stderr, f"{case.call}: status {done.returncode}: {done.stderr}")
    check(not (folder / "out").exists(), f"{case.call}: no output is created")


def works(words):
    return subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0


in_own_network()
if os.getuid() != 0:
    skip("only root can become another user")
if not works(GENEROUS):
    skip("no permission to keep capabilities")
with tempfile.TemporaryDirectory() as name:
    give_files(pathlib.Path(name))
    case = Case("capabilities that would survive", "-l 127.0.0.1/{p} -w out -P pid -U nobody", {"out": payloads(40)}, status=1)
    skipped = option_processes.run_case(case, pathlib.Path(name), GENEROUS)
    print(f"skipped: {skipped}" if skipped else "capabilities are given up even if they would survive")
if not shutil.which("strace") or not works([*GENEROUS, "strace", "-f", "-o", "/dev/null"]):
    skip("strace is not installed or not permitted")
for one in PRETENCES:
    with tempfile.TemporaryDirectory() as name:
        give_files(pathlib.Path(name))
        is_refused(one, pathlib.Path(name))
print(len(PRETENCES), "calls that only pretend to succeed")
