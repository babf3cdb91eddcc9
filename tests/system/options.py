"""Options: every option of `nmsgxx tool` runs with real files, sockets and processes and has the right output."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

import option_dnsqr
import option_files
import option_limits
import option_processes
import option_sockets
from common import PATIENCE, TOOL, check, in_own_network, run
from option_cases import environment, gather, give_files


def check_files(case, folder):
    for name, good in case.want.items():
        file = gather(folder, {"": "stdout", "!": "stderr"}.get(name, name))
        check(file and good(file),
              f"{case.name}: {name or 'standard output'}: {file.read_bytes()[:300] if file else 'does not exist'}")


def run_on_files(case, folder):
    idle, silent = os.pipe()
    done = subprocess.run([TOOL, "tool", *shlex.split(case.words)], stdin=idle, capture_output=True, cwd=folder, check=False,
                          timeout=PATIENCE, env=environment(case.env))
    for end in (idle, silent):
        os.close(end)
    check(done.returncode == case.status, f"{case.name}: status {done.returncode}: {done.stderr}")
    (folder / "stdout").write_bytes(done.stdout)
    (folder / "stderr").write_bytes(done.stderr)


def run_all(cases, how):
    for case in cases:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            give_files(folder)
            skipped = how(case, folder)
            if skipped:
                print(f"skipped: {case.name}: {skipped}")
            else:
                check_files(case, folder)


def listed():
    """Returns the names of each option in the help text."""
    text = run("tool", "--help").stderr.decode().split("not supported yet:")[0]
    return [names.split(", ") for names in re.findall(r"^ {2,6}(-\S, --\S+|--\S+)", text, re.MULTILINE)]


in_own_network()
run_all(option_files.CASES, run_on_files)
run_all(option_dnsqr.CASES, run_on_files)
run_all(option_limits.CASES, run_on_files)
run_all(option_sockets.RECEIVING + option_limits.RECEIVING, option_sockets.receive)
run_all(option_sockets.SENDING, option_sockets.send)
run_all(option_sockets.LIVE, option_sockets.sniff)
run_all(option_processes.CASES, option_processes.run_case)

ALL = (option_files.CASES + option_dnsqr.CASES + option_limits.CASES + option_sockets.RECEIVING + option_limits.RECEIVING +
       option_sockets.SENDING + option_sockets.LIVE + option_processes.CASES)
used = {word.split("=")[0] for case in ALL for word in shlex.split(case.words)}
for names in listed():
    check(used & set(names), f"there is a case for {'/'.join(names)}")
print(len(ALL), "cases,", len(listed()), "options")
