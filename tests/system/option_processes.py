"""Options of `nmsgxx tool` that are about its process: the pid file, the background, the user."""
import os
import pathlib
import pwd
import shlex
import signal
import socket
import subprocess

from common import PATIENCE, TOOL, check, free_port, listening, received_all, wait_for
from option_cases import GIVEN, Case, environment, payloads

NOBODY = pwd.getpwnam("nobody")

CASES = [
    Case("a pid file", "-l 127.0.0.1/{p} -w out -P pid", {"out": payloads(40)}, status=1),
    Case("the background", "-l 127.0.0.1/{p} -w out -P pid -D", {"out": payloads(40)}),
    Case("files of the background", "-l 127.0.0.1/{p} -w out -k '' -P pid -D", {"out.*.nmsg": payloads(40)}),
    Case("standard output of the background", "-l 127.0.0.1/{p} -P pid -D", {}),
    Case("another user", "-l 127.0.0.1/{p} -w out -P pid -U nobody", {"out": payloads(40)}, status=1),
    Case("another user in the background", "-l 127.0.0.1/{p} -w out -P pid -D -U nobody", {"out": payloads(40)}),
]


def line_of(pid, name):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(line for line in status.splitlines() if line.startswith(name)).split()


def gone(pid):
    try:
        return line_of(pid, "State:")[1] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def check_background(case, pid):
    check(os.readlink(f"/proc/{pid}/cwd") == "/" and os.getsid(pid) == pid, f"{case.name}: a session of its own, in /")
    streams = [os.readlink(f"/proc/{pid}/fd/{number}") for number in range(3)]
    check(streams == 3 * ["/dev/null"], f"{case.name}: standard streams are {streams}")


def check_user(case, pid, pid_file):
    check(set(line_of(pid, "Uid:")[1:]) == {str(NOBODY.pw_uid)}, f"{case.name}: {line_of(pid, 'Uid:')}")
    check(set(line_of(pid, "Gid:")[1:]) == {str(NOBODY.pw_gid)}, f"{case.name}: {line_of(pid, 'Gid:')}")
    check(pid_file.stat().st_uid == NOBODY.pw_uid, f"{case.name}: owner of the pid file")


def run_case(case, folder):
    words = shlex.split(case.words)
    pid_file, port = folder / "pid", free_port()
    if "-U" in words:
        try:
            os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)
        except OSError as error:
            return f"no right to become nobody: {error}"
    process = subprocess.Popen([TOOL, "tool", *(word.format(p=port) for word in words)], cwd=folder, env=environment(case.env),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if "-D" in words:
        process.communicate(timeout=PATIENCE)  # to the end of the streams, which the daemon lets go
        check(process.returncode == 0, f"{case.name}: status {process.returncode}")
    wait_for(lambda: pid_file.exists() and pid_file.read_text().endswith("\n"), f"{case.name}: the pid file")
    pid = int(pid_file.read_text())
    check((pid == process.pid) == ("-D" not in words), f"{case.name}: process {process.pid}, pid file {pid}")
    if "-D" in words:
        check_background(case, pid)
    if "-U" in words:
        check_user(case, pid, pid_file)
    wait_for(lambda: listening(port), f"{case.name}: a listener")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(GIVEN["http"], ("127.0.0.1", port))
    wait_for(lambda: received_all(port), f"{case.name}: an empty queue")
    os.kill(pid, signal.SIGTERM)
    if "-D" not in words:
        process.communicate(timeout=PATIENCE)
        check(process.returncode == case.status, f"{case.name}: status {process.returncode}")
    wait_for(lambda: gone(pid), f"{case.name}: the end")
    check(not pid_file.exists(), f"{case.name}: the pid file is gone")
    return None
