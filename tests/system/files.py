"""Output files have the right mode, and a pid file replaces nothing that does not belong to the tool."""
import os
import pathlib
import pwd
import signal
import stat
import subprocess
import tempfile

from common import check, end, free_port, run, started, wait_for
from option_cases import give_files

PRECIOUS = b"precious, and longer than the number of a process\n"
STRANGER = 54321  # a user id
MODES = {0o000: 0o644, 0o022: 0o644, 0o027: 0o640, 0o077: 0o600}  # by umask


def link(path):
    path.symlink_to("victim")


def dangling_link(path):
    path.symlink_to("nothing")


def second_name(path):
    path.hardlink_to(path.parent / "victim")


def device(path):
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))


REFUSED = {
    link: "it is a symbolic link",
    dangling_link: "it is a symbolic link",
    second_name: "it has another name",
    os.mkfifo: "No such device or address",
    device: "it is not a regular file",
    pathlib.Path.mkdir: "Is a directory",
}


def check_refused(folder, make, why):
    pid_file, victim = folder / "pid", folder / "victim"
    victim.write_bytes(PRECIOUS)
    try:
        make(pid_file)
    except PermissionError as error:
        print(f"skipped: {make.__name__}: {error}")
        return
    before = pid_file.lstat()
    done = run("tool", "-r", "http", "-w", "out", "-P", "pid", cwd=folder)
    wanted = f"nmsgxx tool: unable to open pidfile pid: {why}\n"
    check(done.returncode == 0 and done.stderr.decode() == wanted, f"{make.__name__}: {done.returncode}, {done.stderr}")
    after = pid_file.lstat()
    check((before.st_ino, before.st_mode) == (after.st_ino, after.st_mode), f"{make.__name__}: is unchanged")
    check(victim.read_bytes() == PRECIOUS and not (folder / "nothing").exists(), f"{make.__name__}: its target is unchanged")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def check_modes(folder, umask, wanted):
    done = run("tool", "-r", "http", "-w", "w", "-o", "o", "-J", "j", cwd=folder, umask=umask)
    check(done.returncode == 0, f"umask {umask:o}: {done.stderr}")
    done = run("tool", "-r", "http", "-w", "kicked", "-k", "cp -p pid seen;:", "-P", "pid", cwd=folder, umask=umask)
    check(done.returncode == 0, f"umask {umask:o}: {done.stderr}")
    done = run("tool", "-r", "http", "-w", "rotated", "-k", "", "-D", cwd=folder, umask=umask)
    check(done.returncode == 0, f"umask {umask:o}, in the background: {done.stderr}")
    wait_for(lambda: list(folder.glob("rotated.*")), f"umask {umask:o}: the file of the daemon")
    for path in [folder / "w", folder / "o", folder / "j", folder / "seen", *folder.glob("rotated.*")]:
        check(mode(path) == wanted, f"umask {umask:o}: {path.name} has mode {mode(path):o}")


def check_old_number(folder):
    """A stale pid file is taken over, and deleted at the end."""
    (folder / "pid").write_bytes(PRECIOUS)
    done = run("tool", "-r", "http", "-w", "out", "-k", "cp pid seen;:", "-P", "pid", cwd=folder)
    check(done.returncode == 0 and not done.stderr and not (folder / "pid").exists(),
          f"a stale pid file is taken over: {done.stderr}")
    check((folder / "seen").read_text().strip().isdigit(), "a stale number is replaced immediately")


def check_running(folder, others_words=()):
    """A pid file belongs to one running process: a second process refuses to start."""
    words = ["tool", "-r", "-", "-w", "/dev/null", "-P", "pid"]
    with started(*words, cwd=folder, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as first:
        wait_for(lambda: (folder / "pid").exists() and (folder / "pid").read_text() == f"{first.pid}\n", "the pid file")
        done = run("tool", "-r", "http", "-w", "out", "-P", "pid", *others_words, cwd=folder)
        check(done.returncode == 1 and done.stderr == b"nmsgxx tool: pid file pid is in use by a running process\n",
              f"a second process refuses to start: {done.returncode}, {done.stderr}")
        check(not (folder / "out").exists(), "a second process creates no output")
        check((folder / "pid").read_text() == f"{first.pid}\n", "the pid file of the first process is unchanged")
        end(first)
    check(not (folder / "pid").exists(), "the first process deletes its pid file")


def check_daemon_running(folder):
    """The same if the first process is a daemon."""
    port = free_port()
    done = run("tool", "-l", f"127.0.0.1/{port}", "-w", "/dev/null", "-P", "pid", "-D", cwd=folder)
    check(done.returncode == 0, f"the daemon starts: {done.stderr}")
    wait_for(lambda: (folder / "pid").read_text().endswith("\n"), "the pid file")
    pid = int((folder / "pid").read_text())
    done = run("tool", "-r", "http", "-w", "out", "-P", "pid", cwd=folder)
    check(done.returncode == 1 and b"is in use by a running process" in done.stderr,
          f"a second process refuses to start next to a daemon: {done.stderr}")
    check((folder / "pid").read_text() == f"{pid}\n", "the daemon's pid file is unchanged")
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not (folder / "pid").exists(), "the daemon's end")


def check_replaced(folder):
    """A file that replaced the pid file is not deleted."""
    words = ["tool", "-r", "-", "-w", "/dev/null", "-P", "pid"]
    with started(*words, cwd=folder, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        wait_for(lambda: (folder / "pid").exists() and (folder / "pid").read_text() == f"{first.pid}\n", "the pid file")
        (folder / "pid").rename(folder / "away")
        with started(*words, cwd=folder, stdin=subprocess.PIPE) as second:
            wait_for(lambda: (folder / "pid").exists() and (folder / "pid").read_text() == f"{second.pid}\n", "its pid file")
            end(first)
            check((folder / "pid").read_text() == f"{second.pid}\n", "the second pid file is unchanged")
            end(second)
    check(not (folder / "pid").exists() and (folder / "away").exists(), "each process deletes its own pid file")


def check_of_another_user(folder):
    """A file of another user is neither written nor deleted, unless -U names that user."""
    if os.getuid() != 0:
        print("skipped: only root can create files of other users")
        return
    (folder / "pid").write_bytes(PRECIOUS)
    os.chown(folder / "pid", STRANGER, STRANGER)
    done = run("tool", "-r", "http", "-w", "out", "-P", "pid", cwd=folder)
    wanted = f"nmsgxx tool: unable to open pidfile pid: it belongs to another user, number {STRANGER}\n"
    check(done.returncode == 0 and done.stderr.decode() == wanted,
          f"the file of another user is refused: {done.returncode}, {done.stderr}")
    check((folder / "pid").read_bytes() == PRECIOUS, "the file of another user is unchanged")
    (folder / "root").write_bytes(PRECIOUS)
    (folder / "root").chmod(0o666)
    folder.chmod(0o777)
    try:
        done = run("tool", "-r", "http", "-w", "/dev/null", "-P", "root", cwd=folder, user=STRANGER)
        check(b"it belongs to another user, number 0\n" in done.stderr, f"root's file is refused: {done.stderr}")
    except PermissionError as error:
        print(f"skipped: another user cannot run the tool: {error}")
    check((folder / "root").read_bytes() == PRECIOUS, "root's file is unchanged")
    nobody = pwd.getpwnam("nobody")
    for path in (folder, folder / "pid"):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    done = run("tool", "-r", "http", "-w", "out2", "-P", "pid", "-U", "nobody", cwd=folder)
    check(done.returncode == 0 and not done.stderr and not (folder / "pid").exists(),
          f"the file of the user of -U is taken over: {done.stderr}")


def in_folder(how, *case):
    with tempfile.TemporaryDirectory() as name:
        give_files(pathlib.Path(name))
        how(pathlib.Path(name), *case)


for one in REFUSED.items():
    in_folder(check_refused, *one)
for one in MODES.items():
    in_folder(check_modes, *one)
in_folder(check_old_number)
in_folder(check_running)
in_folder(check_running, ["-D"])
in_folder(check_daemon_running)
in_folder(check_replaced)
in_folder(check_of_another_user)
print(len(REFUSED), "kinds of pid files,", len(MODES), "umasks")
