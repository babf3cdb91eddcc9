"""Full disks, resource limits, closed streams and readers that go away: the tool reports the reason and ends."""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile

from common import DATA, PATIENCE, SANITIZED, TOOL, catches_signals, check, in_own_network, run, started, wait_for
from faulty import begun, containers, messages

MEGABYTE = 1 << 20


def ended(words, why, **options):
    """Runs the tool, which must fail and report the reason."""
    done = run(*words, **options)
    what = f"{words}: status {done.returncode}, {done.stderr!r}"
    check(done.returncode == 1 and why.encode() in done.stderr, what)


def limited(kind, most):
    return lambda: resource.setrlimit(kind, (most, most))


def check_beginning(data, want, what, whole=False):
    check(want.startswith(data), f"{what}: is a prefix of the complete output")
    check(not whole or b"".join(containers(data)) == data, f"{what}: consists of complete containers")


def on_full_disk(folder, inputs):
    disk = folder / "disk"
    disk.mkdir()
    if shutil.which("mount") is None or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk],
                                                       stderr=subprocess.DEVNULL, check=False).returncode != 0:
        print("no permission to mount a file system: using /dev/full")
        for words in (["-w"], ["-z", "-w"], ["-J"], ["-o"]):
            ended(["tool", "-r", inputs, *words, "/dev/full"], "/dev/full: write failed: No space left on device")
        return
    full = "No space left on device"
    for words, want in (("-w", inputs.read_bytes()), ("-J", run("tool", "-r", inputs, "-J", "-").stdout),
                        ("-o", run("tool", "-r", inputs, "-o", "-").stdout)):
        ended(["tool", "-r", inputs, words, disk / "out"], f"{disk}/out: write failed: {full}")
        check_beginning((disk / "out").read_bytes(), want, words)
        check((disk / "out").stat().st_size > MEGABYTE / 2, "the disk is full")
        with (disk / "more").open("wb") as more, (disk / "out").open("ab"):
            shown = subprocess.run([TOOL, "info", inputs], stdout=more, stderr=subprocess.PIPE, check=False)
        check(shown.returncode == 1 and full.encode() in shown.stderr, f"info: {shown}")
        with started("tool", "-l", "127.0.0.1/20000", "-P", disk / "pid", stderr=subprocess.PIPE) as process:
            wait_for(lambda: catches_signals(process) and process.stderr.peek(), "the message about the pid file")
            check(f"pid: {full}".encode() in process.stderr.peek(), "there is no room for the pid file")
        for file in disk.iterdir():
            file.unlink()
    ended(["tool", "-r", inputs, "-w", disk / "series", "-k", "", "-c", 4000], full)
    files = sorted(disk.iterdir(), key=begun)
    check(len(files) > 2 and files[-1].name.endswith(".part"), f"the last file is hidden: {files}")
    payloads = b""
    for file in files:
        check(file == files[-1] or not file.name.startswith("."), "the other files are not hidden")
        check_beginning(file.read_bytes(), file.read_bytes(), file.name, whole=file != files[-1])
        payloads += run("tool", "-r", file, "-J", "-").stdout
    check_beginning(payloads, run("tool", "-r", inputs, "-J", "-").stdout, "the series")


def with_limits(folder, inputs):
    words = ["tool", "-r", inputs, "-w", "out"]
    ended(words, "out: write failed: File too large", cwd=folder, preexec_fn=limited(resource.RLIMIT_FSIZE, MEGABYTE))
    check_beginning((folder / "out").read_bytes(), inputs.read_bytes(), "a file at its size limit")
    check(run(*words, cwd=folder).returncode == 0, "the job succeeds without a limit")
    whole = (folder / "out").read_bytes()
    outcomes = set()

    # A sanitizer reads objects through a pipe.  If it cannot open one, it reports a fault that does not exist.
    unseen = [b"runtime error: downcast of address"] if SANITIZED else []
    environment = {**os.environ, "UBSAN_OPTIONS": "log_path=stderr"}

    def check_limit(kind, most, reasons):
        done = run(*words, cwd=folder, env=environment, preexec_fn=limited(kind, most))
        what = f"{most}: status {done.returncode}, {done.stderr!r}"
        check(done.returncode in (0, 1, 2), what)
        if done.returncode == 0:
            check((folder / "out").read_bytes() == whole, what)
        else:
            check(any(reason in done.stderr for reason in reasons), what)
        outcomes.add(done.returncode == 0)

    for most in range(4, 16):
        check_limit(resource.RLIMIT_NOFILE, most, [b"Too many open files", *unseen])
    check(outcomes == {True, False}, "some limits on descriptors are too low, others are not")
    outcomes.clear()
    if SANITIZED:
        print("skipped: memory limits: sanitizers need too much memory")
        return
    first = next(n for n in range(4, 200)
                 if run("--version", preexec_fn=limited(resource.RLIMIT_AS, n * MEGABYTE)).returncode == 0)
    for most in [*range(first, first + 20), *range(first + 20, first + 400, 20)]:
        check_limit(resource.RLIMIT_AS, most * MEGABYTE, [b"out of memory", b"no thread can be started"])
    check(outcomes == {True, False}, "some limits on memory are too low, others are not")


def without_streams(folder, inputs):
    """Files that are opened do not take the place of closed standard streams."""
    want = run("tool", "-r", inputs, "-w", "-").stdout
    for closed in ("2>&-", "1>&-", "0<&- 1>&- 2>&-", "2>/dev/full"):
        shell = f"{TOOL} tool -dd -r {inputs} -w out {closed}"
        check(subprocess.run(["sh", "-c", shell], cwd=folder, capture_output=True, check=False).returncode == 0, closed)
        check((folder / "out").read_bytes() == want, f"{closed}: there is no message in the file")
    damaged = DATA / "hostile" / "bad-magic.nmsg"
    for command in ("tool -J - -r", "packet -j 2", "info"):
        done = subprocess.run(["sh", "-c", f"{TOOL} {command} {damaged} 2>/dev/full"], capture_output=True, check=False)
        check(done.returncode == 1, f"{command}: a message that cannot be printed does not end the run: {done}")
    done = subprocess.run(["sh", "-c", f"{TOOL} tool -r {inputs} -w - 1>&-"], capture_output=True, check=False)
    check(done.returncode == 1 and b"standard output: write failed: Bad file descriptor" in done.stderr,
          f"a closed standard output is reported: {done}")


def without_reader(inputs, packets):
    """If its reader goes away, the tool ends silently by SIGPIPE, or with a message if SIGPIPE is ignored."""
    for words in (["tool", "-r", inputs, "-w", "-"], ["tool", "-r", inputs, "-J", "-"], ["tool", "-r", inputs, "-o", "-"],
                  ["packet", packets]):
        for restored, status, told in ((True, -signal.SIGPIPE, b""), (False, 1, b"standard output: write failed: Broken pipe")):
            with started(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, restore_signals=restored) as process:
                process.stdout.read(1)
                process.stdout.close()
                check(process.wait(PATIENCE) == status, f"{words}: status {process.returncode}")
                said = process.stderr.read()
                check(told in said and (told or not said), f"{words}: {said}")


in_own_network("--mount")
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
    folder = pathlib.Path(name)
    inputs = folder / "inputs"
    run("tool", "-j", "-", "-w", inputs, input=messages(40000))  # a file has full containers, unlike a pipe
    on_full_disk(folder, inputs)
    with_limits(folder, inputs)
    without_streams(folder, inputs)
    packets = folder / "packets"
    packets.write_bytes(20 * run("tool", "-p", DATA / "demo.pcap", "-V", "base", "-T", "packet", "-w", "-").stdout)
    without_reader(inputs, packets)
    subprocess.run(["umount", folder / "disk"], stderr=subprocess.DEVNULL, check=False)
