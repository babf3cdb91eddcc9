"""An interface that disappears is an error; one that goes down and up again is still read."""
import pathlib
import shutil
import socket
import subprocess
import time

from common import check, in_own_network, skip, started, wait_for

IP = shutil.which("ip")
MADE = ["link add v0 type veth peer name v1", "link set v0 up", "link set v1 up"]


def ip(line):
    return subprocess.run([IP, *line.split()], stderr=subprocess.DEVNULL, check=False).returncode == 0


def listens(process):
    """Returns whether a packet socket is bound to an interface, or the process has ended."""
    bound = [line.split()[4] for line in pathlib.Path("/proc/net/packet").read_text().splitlines()[1:]]
    return process.poll() is not None or any(number != "0" for number in bound)


def send_frame():
    udp = bytes.fromhex("0009 0009 0008 0000")
    header = bytes.fromhex("4500 001c 0000 0000 4011 0000 c0000201 c0000202")
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender:
        sender.bind(("v1", 0))
        sender.send(bytes(12) + b"\x08\x00" + header + udp)


def check_events(words, events, gone):
    if not IP or not all(ip(line) for line in MADE):
        skip("no permission to create interfaces")
    with started(*words, "-b", "udp port 9", "-c", 1, stderr=subprocess.PIPE) as process:
        wait_for(lambda: listens(process), "the capture")
        time.sleep(0.5)
        for event in events:
            check(ip(event), event)
            time.sleep(0.2)
        wait_for(lambda: process.poll() is not None or (not gone and send_frame()), f"the end of {words}")
        told = process.stderr.read()
        check(process.returncode == gone, f"{words}, {events}: status {process.returncode}, {told}")
        check(not gone or b"v0: The interface disappeared" in told, told)
    ip("link del v0")


in_own_network()
for words in (["tool", "-i", "v0", "-V", "base", "-T", "packet", "-w", "/dev/null"], ["packet", "-i", "v0", "-q"]):
    check_events(words, ["link del v0"], gone=True)
    check_events(words, ["link set v0 down", "link set v0 up"], gone=False)
