"""Signals: SIGINT, SIGTERM and SIGHUP end idle inputs soon and in good order, SIGUSR1 ends nothing, and a reader that goes away
ends the tool silently."""
import pathlib
import signal
import subprocess
import tempfile
import time

from common import (DATA, SOON, TOOL, catches_signals, check, end, free_port, in_own_network, received_all, run, started,
                    wait_for)

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
CAPTURE = (DATA / "demo.pcap").read_bytes()


def run_idle(words, head=b"", stops_with=0):
    """Starts the tool on a pipe that begins with `head` and stops it when it waits for more.  Returns the outputs."""
    printed = []
    for number in STOPPING:
        with (tempfile.TemporaryFile() as written,
              started(*words, stdin=subprocess.PIPE, stdout=written, stderr=subprocess.PIPE) as process):
            process.stdin.write(head)
            process.stdin.flush()
            wait_for(lambda: catches_signals(process), "the tool")
            time.sleep(0.3)
            check(process.poll() is None, f"{words} waits")
            took = end(process, number)
            print(f"{' '.join(map(str, words))}: {took * 1000:.1f} ms")
            check(took < SOON, f"{words} ends soon")
            check(process.returncode == stops_with, f"{words} ends with {process.returncode}: {process.stderr.read()}")
            written.seek(0)
            printed.append(written.read())
    return printed


def run_listener(number):
    """Sends fewer payloads to a listener than fill a container and stops it.  Returns what it wrote."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        written = pathlib.Path(folder, "written")
        with started("tool", "-l", f"127.0.0.1/{port}", "-w", written, stderr=subprocess.DEVNULL) as listener:
            wait_for(lambda: received_all(port), "the listener")
            run("tool", "-r", SENT, "-s", f"127.0.0.1/{port}")
            wait_for(lambda: received_all(port), "an empty queue")
            check(end(listener, number) < SOON, "the listener ends soon")
        return run("tool", "-r", written, "-o", "-").stdout


def check_ignored(words, stops_with):
    """SIGHUP has no effect under nohup(1)."""
    ignore = {"preexec_fn": lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)}
    with started(*words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **ignore) as process:
        wait_for(lambda: catches_signals(process), "the tool")
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        check(process.poll() is None, f"{words} continues after an ignored SIGHUP")
        end(process)
        check(process.returncode == stops_with, f"{words} ends with {process.returncode}")


def check_statistics(words, told, head=b""):
    """SIGUSR1 prints these lines each time, and the tool continues."""
    with (tempfile.NamedTemporaryFile() as printed,
          started(*words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=printed) as process):
        def lines():
            return pathlib.Path(printed.name).read_bytes()
        process.stdin.write(head)
        process.stdin.flush()
        wait_for(lambda: catches_signals(process), "the tool")
        time.sleep(0.3)
        for times in (1, 2):
            process.send_signal(signal.SIGUSR1)
            wait_for(lambda: all(lines().count(line) == times for line in told), f"{words}: {told}, {times} times: {lines()}")
            check(process.poll() is None, f"{words} continues after SIGUSR1")
        end(process)


in_own_network()
container = run("tool", "-p", DATA / "demo.pcap", "-V", "base", "-T", "packet", "--all-vlan-tags", "-w", "-").stdout
whole = run("packet", DATA / "demo.pcap").stdout

run_idle(["packet"])
run_idle(["packet"], head=CAPTURE[:24])
for text in run_idle(["packet"], head=CAPTURE[:100000]):
    check(text and whole.startswith(text) and text.endswith(b"\n"), "complete frames are printed")
for text in run_idle(["packet"], head=container + container[:100]):
    check(text == whole, "the complete container is printed")
run_idle(["tool", "-r", "-"], stops_with=1)
for stream in run_idle(["tool", "-r", "-", "-w", "-"], head=container + container[:100], stops_with=1):
    check(run("packet", input=stream).stdout == whole, "the complete container is written although it is not full")
run_idle(["tool", "-l", f"127.0.0.1/{free_port()}"], stops_with=1)
SENT = DATA / "messages" / "base-packet.nmsg"
for signal_number in STOPPING:
    check(run_listener(signal_number) == run("tool", "-r", SENT, "-o", "-").stdout, "what a listener received is written")
check_ignored(["tool", "-r", "-", "-w", "-"], 1)
check_ignored(["packet"], 0)
check_statistics(["tool", "-r", "-", "-J", "-", "--threads", "2"],
                 [b"totals: payloads_in 0 payloads_out 0 container_recvs 0 container_drops 0\n",
                  b": container_recvs 0 container_drops 0 skipped 0 ", b": queue slots 4 "])
check_statistics(["tool", "-l", f"127.0.0.1/{free_port()}", "-w", "/dev/null"],
                 [b"totals: payloads_in 0 ", b": ledger: sent 0 = received 0 + refused 0 + lost 0 + unread 0 "])
check_statistics(["packet"], [b" bytes read, 1 containers, ", b"skipped 0 containers and ", b" 0 dropped by the kernel\n"], container)
LIVE = ["packet", "-q", "-i", "lo", "-b", "tcp port 1"]
with started(*LIVE, stderr=subprocess.PIPE) as process:
    time.sleep(0.5)
    permitted = process.poll() is None
if permitted:
    run_idle(LIVE)
else:
    print("skipped: no permission to capture")

closed = subprocess.run(["sh", "-c", f"{TOOL} packet {DATA / 'demo.pcap'} --unbuffered | head -n 1"], capture_output=True, check=False)
check(closed.stdout == whole[:whole.index(b"\n") + 1], "head prints the first line")
check(closed.stderr == b"", f"the tool prints no message: {closed.stderr}")
