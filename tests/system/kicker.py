"""-k: the command gets the name of each file as one argument, whatever it contains, and inherits only the standard streams."""
import os
import pathlib
import re
import signal
import socket
import stat
import subprocess
import tempfile

from common import PATIENCE, TOOL, check, end, free_port, in_own_network, received_all, run, started, wait_for
from option_cases import give_files

# Records its arguments, its signal masks, and the descriptors that its child inherits.
RECORD = r"""#!/bin/sh
{
  printf '%s\0' "$@"
  grep -E '^Sig(Blk|Ign):' /proc/self/status
  ls -l /proc/self/fd | sed -n 's/.* \([0-9]*\) -> /\1 /p'
} >"record.$$"
mv "record.$$" "told.$$"
"""
NAMES = [
    b"plain", b"two words", b" ", b"-n", b"--", b"it's", b"'; touch x; '", b'"', b'" ; touch x ; "', b"$(touch x)", b"`touch x`",
    b"$HOME", b"*", b"?", b"~", b"\\", b"\\'; touch x #", b"; touch x", b"& touch x &", b"| touch x", b"> x", b"a\ntouch x\n",
    b"\t", b"#", b"{a,b}", b"!!", b"\xff\xfe", "\N{SNOWMAN}".encode(), b"folder 'of'/`touch x`",
]
# Shells make background commands ignore these signals; 32 and 33 belong to glibc.
IGNORED = 1 << (signal.SIGINT - 1) | 1 << (signal.SIGQUIT - 1) | 3 << 31


def prepare(folder):
    give_files(folder)
    (folder / "folder 'of'").mkdir()
    record = folder / "record"
    record.write_text(RECORD)
    record.chmod(stat.S_IRWXU)


def told(folder, what):
    """Waits for the record of the command and returns it."""
    wait_for(lambda: list(folder.glob("told.*")), f"the command for {what}")
    path, = folder.glob("told.*")
    data = path.read_bytes()
    path.unlink()
    return data


def check_one_word(folder, name):
    done = subprocess.run([TOOL, "tool", "-r", "http", b"-w=" + name, "-k", "./record"], cwd=folder, capture_output=True,
                          timeout=PATIENCE, check=False)
    check(done.returncode == 0, f"{name}: status {done.returncode}: {done.stderr}")
    *words, _ = told(folder, name).split(b"\0")
    check(len(words) == 1, f"{name}: is one argument: {words}")
    word, = words
    wanted = (name if b"/" in name else b"./" + name) + b"."
    check(word.startswith(wanted) and word.endswith(b".nmsg"), f"{name}: the argument is the name: {word}")
    check(os.path.exists(os.path.join(os.fsencode(folder), word)), f"{name}: {word} exists")
    check(not (folder / "x").exists(), f"{name}: no part of the name is executed")


def check_signals(lines):
    masks = {name: int(mask, 16) for name, mask in (line.split(":") for line in lines)}
    check(masks["SigBlk"] == 0 and masks["SigIgn"] & ~IGNORED == 0, f"signals have their defaults: {lines}")


def check_descriptors(lines):
    """Expects /dev/null as standard input, two outputs, and the directory that ls reads."""
    numbers = [line.split()[0] for line in lines]
    check(numbers == ["0", "1", "2", "3"], f"the command has open: {lines}")
    check(lines[0] == "0 /dev/null" and lines[3].startswith("3 /proc/"), f"the command has open: {lines}")


def check_nothing_else(folder):
    port = free_port()
    words = ["-l", f"127.0.0.1/{port}", "-r", "-", "-w", "out", "-c", 20, "-k", "./record", "-P", "pid", "-z",
             "--threads", 2]
    live = ["-i", "lo", "-T", "packet"]
    if run("tool", *live, "-P", "pid", "-c", 0, "-t", 1, cwd=folder).returncode == 0:
        words = [*live, *words]
    else:
        print("skipped: descriptors of an interface: no permission to capture")
    with started("tool", *words, cwd=folder, stdin=subprocess.PIPE) as tool:
        wait_for(lambda: received_all(port), "a listener")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            def is_told():
                sender.sendto(b"a frame", ("127.0.0.1", port))
                return list(folder.glob("told.*"))
            wait_for(is_told, "the command for rotated files")
        end(tool)
    wait_for(lambda: len(list(folder.glob("told.*"))) == len(list(folder.glob("out.*"))), "the last command")
    lines = list(folder.glob("told.*"))[0].read_bytes().split(b"\0")[-1].decode().splitlines()
    check_signals(lines[:2])
    check_descriptors(lines[2:])


def check_slow(folder, number):
    """A signal does not wait for a command that runs in the foreground, as in a list of commands."""
    port, gate = free_port(), folder / "gate"
    os.mkfifo(gate)
    with (open(folder / "log", "wb") as log,
          started("tool", "-l", f"127.0.0.1/{port}", "-w", "out", "-c", 20, "-k", "cat gate; :", cwd=folder, stderr=log) as tool):
        wait_for(lambda: received_all(port), "a listener")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for _ in range(5):
                sender.sendto((folder / "http").read_bytes(), ("127.0.0.1", port))
        wait_for(lambda: list(folder.glob("out.*")), "the first file")
        took = end(tool, number)
    os.close(os.open(gate, os.O_RDWR))  # ends the commands
    told = (folder / "log").read_text()
    print(f"a slow command, {number!r}: {took:.2f} s")
    check(tool.returncode == 1 and "system() failed" not in told, f"{number!r}: {tool.returncode}: {told}")
    check(not list(folder.glob(".out.*")), "each file still gets its name")
    received = re.search(r" = received (\d) ", told)
    written = run("tool", *[word for path in folder.glob("out.*") for word in ("-r", path)], "-J", "-").stdout.count(b"\n")
    check(written == 40 * (int(received[1]) if received else 5), f"all payloads are in files: {written}: {told}")


def check_usage(folder):
    """A command with a syntax error is reported."""
    done = run("tool", "-r", "http", "-w", "out", "-k", "'", cwd=folder)
    check(b"WARNING: system() failed: ' ./out." in done.stderr, done.stderr)


in_own_network()
for how, *more in ((check_slow, signal.SIGTERM), (check_slow, signal.SIGHUP), (check_usage,)):
    with tempfile.TemporaryDirectory() as name:
        prepare(pathlib.Path(name))
        how(pathlib.Path(name), *more)
for what in [*NAMES, None]:
    with tempfile.TemporaryDirectory() as name:
        prepare(pathlib.Path(name))
        if what is None:
            check_nothing_else(pathlib.Path(name))
        else:
            check_one_word(pathlib.Path(name), what)
print(len(NAMES), "names")
