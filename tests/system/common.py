"""Shared by the system tests: paths, checks, and processes that end with the test."""
import contextlib
import fcntl
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

TOOL = os.environ["NMSGXX_TOOL"]
DATA = pathlib.Path(os.environ["NMSGXX_TEST_DATA"])
SHARED = pathlib.Path(os.environ["NMSGXX_SHARED"])
SKIPPED = 77
SANITIZED = "NMSGXX_SANITIZED" in os.environ
SOON = 1.0  # seconds; much longer than the usual 0.1, because only a hang should fail a test
PATIENCE = 20  # seconds that a loaded machine may take for something that usually takes no time
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # otherwise the tool would also ignore what nohup ignores


def skip(why):
    print(why)
    sys.exit(SKIPPED)


def check(good, what):
    if not good:
        print(f"failed: {what}")
        sys.exit(1)


def in_own_network(*more):
    """Restarts the test in a network namespace of its own, if permitted, so that nobody else uses its loopback interface.

    more: options of unshare(1) for other kinds of namespaces.
    """
    if "NMSGXX_OWN_NETWORK" in os.environ:
        siocsifflags, iff_up = 0x8914, 1
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            fcntl.ioctl(any_socket, siocsifflags, struct.pack("16sH22x", b"lo", iff_up))
        return
    for options in (["--net"], ["--net", "--map-root-user"]):
        enter = ["unshare", *options, *more, sys.executable]
        if shutil.which("unshare") and subprocess.run([*enter, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            os.environ["NMSGXX_OWN_NETWORK"] = "yes"
            os.execvp("unshare", [*enter, *sys.argv])
    print("no permission to create network namespaces: using the loopback interface of this machine")


def wait_for(happened, what):
    end = time.monotonic() + PATIENCE
    while not happened():
        check(time.monotonic() < end, f"timeout while waiting for {what}")
        time.sleep(0.01)


def run(*words, **options):
    """Runs the tool and waits until it ends."""
    return subprocess.run([TOOL, *map(str, words)], capture_output=True, timeout=PATIENCE, check=False, **options)


@contextlib.contextmanager
def started(*words, **options):
    """Runs the tool until the end of the block."""
    process = subprocess.Popen([TOOL, *map(str, words)], **options)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def end(process, number=signal.SIGTERM):
    """Ends a process with a signal.  Returns how many seconds it took."""
    begin = time.monotonic()
    process.send_signal(number)
    process.wait(PATIENCE)
    return time.monotonic() - begin


def catches_signals(process):
    """Returns whether the tool has installed its signal handlers."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return caught >> (signal.SIGTERM - 1) & 1


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port):
    """Returns whether somebody listens on an IPv4 UDP port."""
    return f":{port:04X} " in pathlib.Path("/proc/net/udp").read_text()


def received_all(port):
    """Returns whether the listener on an IPv4 UDP port has read everything that arrived."""
    sockets = [line.split() for line in pathlib.Path("/proc/net/udp").read_text().splitlines()]
    return any(one[1].endswith(f":{port:04X}") and one[4].endswith(":00000000") for one in sockets)
