"""Options of `nmsgxx tool` for its process: pid file, daemon, user."""
import os
import pathlib
import pwd
import shlex
import signal
import socket
import subprocess

from common import PATIENCE, TOOL, check, free_port, listening, received_all, wait_for
from option_cases import GIVEN, Case, environment, payloads, shows

NOBODY = pwd.getpwnam("nobody")
LOW_PORT = 1023  # free in a network namespace of its own

CASES = [
    Case("pid file", "-l 127.0.0.1/{p} -w out -P pid", {"out": payloads(40)}, status=1),
    Case("daemon", "-l 127.0.0.1/{p} -w out -P pid -D", {"out": payloads(40)}),
    Case("rotated files of a daemon", "-l 127.0.0.1/{p} -w out -k '' -P pid -D", {"out.*.nmsg": payloads(40)}),
    Case("standard output of a daemon", "-l 127.0.0.1/{p} -P pid -D", {}),
    Case("user", "-l 127.0.0.1/{p} -w out -P pid -U nobody", {"out": payloads(40)}, status=1),
    Case("user and daemon", "-l 127.0.0.1/{p} -w out -P pid -D -U nobody", {"out": payloads(40)}),
    Case("user and a port below 1024", "-l 127.0.0.1/{low} -w out -P pid -U nobody", {"out": payloads(40)}, status=1),
    Case("user and files that only root can read", "-l 127.0.0.1/{p} -r http -j packet.json -w out --unbuffered -P pid -U nobody",
         {"out": payloads(120)}, status=1),
    Case("user and a capture that only root can read", "-l 127.0.0.1/{p} -p three.pcap -T packet -w out --unbuffered -P pid -U nobody",
         {"out": payloads(3)}, status=1),
    Case("user and text that only root can read", "-C feeds -f logline.pres -T logline -w out --unbuffered -P pid -U nobody",
         {"out": payloads(40)}, {"NMSG_CHALIAS_FILE": "channels"}, status=1),
    Case("user and rotated files", "-l 127.0.0.1/{p} -w out -k '' -P pid -U nobody",
         {"out.*.nmsg": payloads(40)}, status=1),
    Case("user and a command", "-l 127.0.0.1/{p} -w out -k 'grep NoNewPrivs: /proc/self/status >told;:' -P pid -U nobody",
         {"told": shows("NoNewPrivs:\t0")}, status=1),
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
    check(os.readlink(f"/proc/{pid}/cwd") == "/" and os.getsid(pid) == pid,
          f"{case.name}: the daemon has its own session and works in /")
    streams = [os.readlink(f"/proc/{pid}/fd/{number}") for number in range(3)]
    check(streams == 3 * ["/dev/null"], f"{case.name}: standard streams are released: {streams}")


def check_user(case, pid, has_command):
    groups = os.getgrouplist(NOBODY.pw_name, NOBODY.pw_gid)
    want = {"Uid:": 4 * [NOBODY.pw_uid], "Gid:": 4 * [NOBODY.pw_gid], "Groups:": groups, "NoNewPrivs:": [not has_command]}
    for name, numbers in want.items():
        check(line_of(pid, name)[1:] == [str(int(number)) for number in numbers], f"{case.name}: {line_of(pid, name)}")
    for name in ("CapInh:", "CapPrm:", "CapEff:", "CapAmb:"):
        check(int(line_of(pid, name)[1], 16) == 0, f"{case.name}: {line_of(pid, name)}")


def give_to_nobody(folder):
    """Makes the folder accessible only to nobody, and the files in it only to root."""
    for path in folder.iterdir():
        path.chmod(0o600)
    os.chown(folder, NOBODY.pw_uid, NOBODY.pw_gid)


def run_case(case, folder, before=()):
    """Runs the tool, with a wrapper in front if `before` is given, and checks the running process."""
    words = shlex.split(case.words)
    pid_file, port = folder / "pid", LOW_PORT if "{low}" in case.words else free_port()
    (folder / "channels").write_text(f"feeds 127.0.0.1/{port}\n")
    given = set(folder.iterdir())
    if "-U" in words:
        try:
            give_to_nobody(folder)
        except OSError as error:
            return f"no permission to become nobody: {error}"
    process = subprocess.Popen([*before, TOOL, "tool", *(word.format(p=port, low=port) for word in words)], cwd=folder,
                               env=environment(case.env), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if "-D" in words:
        process.communicate(timeout=PATIENCE)  # returns when the daemon releases the streams
        check(process.returncode == 0, f"{case.name}: status {process.returncode}")
    wait_for(lambda: pid_file.exists() and pid_file.read_text().endswith("\n"), f"{case.name}: the pid file")
    pid = int(pid_file.read_text())
    check((pid == process.pid) == ("-D" not in words), f"{case.name}: process {process.pid}, pid file {pid}")
    if "-D" in words:
        check_background(case, pid)
    if "-U" in words:
        check_user(case, pid, "-k" in words and words[words.index("-k") + 1])
    wait_for(lambda: listening(port), f"{case.name}: a listener")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(GIVEN["http"], ("127.0.0.1", port))
    wait_for(lambda: received_all(port), f"{case.name}: an empty queue")
    if "--unbuffered" in words:
        wait_for(lambda: all(good(folder / name) for name, good in case.want.items()), f"{case.name}: all output")
    if "-U" in words:
        owners = {path.name: path.owner() for path in set(folder.iterdir()) - given}
        check(set(owners.values()) == {NOBODY.pw_name}, f"{case.name}: owners {owners}")
    os.kill(pid, signal.SIGTERM)
    if "-D" not in words:
        process.communicate(timeout=PATIENCE)
        check(process.returncode == case.status, f"{case.name}: status {process.returncode}")
    wait_for(lambda: gone(pid), f"{case.name}: the end")
    check(not pid_file.exists(), f"{case.name}: the pid file is deleted")
    return None
