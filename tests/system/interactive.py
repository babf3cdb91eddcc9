"""Data from a pipe is processed while the pipe stays open, with any number of threads, and a terminal shows the progress."""
import os
import pty
import subprocess
import time

from common import DATA, check, run, started, wait_for

CONTAINER = (DATA / "messages" / "base-packet.nmsg").read_bytes()
WORDS = [
    ["packet", "-"],
    ["packet", "-", "-w", "-"],
    ["tool", "-r", "-", "-J", "-"],
    ["tool", "-r", "-", "-o", "-"],
    ["tool", "-r", "-", "-z", "-w", "-"],
]


def payloads(out):
    """Counts lines of text, or payloads in containers."""
    if out.startswith(b"NMSG"):
        return run("tool", "-r", "-", "-J", "-", input=out).stdout.count(b"\n")
    return out.count(b"\n")


for words in WORDS:
    want = payloads(run(*words, input=CONTAINER).stdout)
    check(want > 0, words)
    for threads in ("1", "2", "5"):
        with started(*words, "--threads", threads, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            os.set_blocking(process.stdout.fileno(), False)
            took = []
            for _ in range(3):
                came = b""

                def take():
                    global came
                    came += process.stdout.read() or b""
                    return payloads(came) == want

                begin = time.monotonic()
                process.stdin.write(CONTAINER)
                process.stdin.flush()
                wait_for(take, f"{words} with {threads} threads")
                took.append(f"{1000 * (time.monotonic() - begin):.0f}")
            print(" ".join(words), "with", threads, "threads:", ", ".join(took), "ms")
            check(process.poll() is None, "the tool waits for more input")

terminal, its_end = pty.openpty()
os.set_blocking(terminal, False)
shown = b""


def told():
    """Feeds the tool and returns whether it has shown its progress."""
    global shown
    process.stdin.write(CONTAINER)
    process.stdin.flush()
    try:
        shown += os.read(terminal, 4096)
    except BlockingIOError:
        pass
    return b" MB/s" in shown


with started("packet", "-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=its_end) as process:
    wait_for(told, "progress on the terminal")
    process.stdin.close()
    process.wait()
    shown += os.read(terminal, 4096)
check(shown.startswith(b"\r\x1b[K") and b" packets, " in shown, shown)
check(b"% " not in shown, "a pipe has no percentage")
check(shown.endswith(b"\r\x1b[K"), f"the line is erased at the end: {shown}")
