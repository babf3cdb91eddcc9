"""Files that the tool makes: their modes, and what stands at the pid file's name stays as it is."""
import os
import pathlib
import stat
import tempfile

from common import check, run, wait_for
from option_cases import give_files

PRECIOUS = b"precious, and longer than the number of a process\n"
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
    link: "Too many levels of symbolic links",
    dangling_link: "Too many levels of symbolic links",
    second_name: "File exists",
    os.mkfifo: "No such device or address",
    device: "File exists",
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
    check((before.st_ino, before.st_mode) == (after.st_ino, after.st_mode), f"{make.__name__}: it stays")
    check(victim.read_bytes() == PRECIOUS and not (folder / "nothing").exists(), f"{make.__name__}: nothing behind it is touched")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def check_modes(folder, umask, wanted):
    done = run("tool", "-r", "http", "-w", "w", "-o", "o", "-J", "j", cwd=folder, umask=umask)
    check(done.returncode == 0, f"umask {umask:o}: {done.stderr}")
    done = run("tool", "-r", "http", "-w", "kicked", "-k", "cp -p pid seen;:", "-P", "pid", cwd=folder, umask=umask)
    check(done.returncode == 0, f"umask {umask:o}: {done.stderr}")
    done = run("tool", "-r", "http", "-w", "rotated", "-k", "", "-D", cwd=folder, umask=umask)
    check(done.returncode == 0, f"umask {umask:o}, in the background: {done.stderr}")
    wait_for(lambda: list(folder.glob("rotated.*")), f"umask {umask:o}: the file of the background")
    for path in [folder / "w", folder / "o", folder / "j", folder / "seen", *folder.glob("rotated.*")]:
        check(mode(path) == wanted, f"umask {umask:o}: {path.name} has mode {mode(path):o}")


def check_old_number(folder):
    """A pid file that is left over becomes this process's, and goes with it."""
    (folder / "pid").write_bytes(PRECIOUS)
    done = run("tool", "-r", "http", "-w", "out", "-k", "cp pid seen;:", "-P", "pid", cwd=folder)
    check(done.returncode == 0 and not done.stderr and not (folder / "pid").exists(), f"a number that is left over: {done.stderr}")
    check((folder / "seen").read_text().strip().isdigit(), "a number that is left over is gone at once")


def in_folder(how, *case):
    with tempfile.TemporaryDirectory() as name:
        give_files(pathlib.Path(name))
        how(pathlib.Path(name), *case)


for one in REFUSED.items():
    in_folder(check_refused, *one)
for one in MODES.items():
    in_folder(check_modes, *one)
in_folder(check_old_number)
print(len(REFUSED), "kinds of names,", len(MODES), "umasks")
