"""The tutorial's pipeline: live capture, base:packet in a pipe, 5-tuples, base:ipconn over UDP, a listener."""
import pathlib
import socket
import subprocess
import tempfile
import time

from common import check, end, free_port, listening, skip, started, wait_for

FLOWS = 40
LOOPBACK = "127.0.0.1"


def bound(kind=socket.SOCK_DGRAM):
    one = socket.socket(socket.AF_INET, kind)
    one.bind((LOOPBACK, 0))
    return one


def exchange(server):
    """Sends a datagram from a new port and opens a TCP connection: the client's ends of both."""
    with bound() as client, bound(socket.SOCK_STREAM) as listener:
        client.sendto(b"x", server.getsockname())
        listener.listen()
        with socket.create_connection(listener.getsockname()) as stream:
            return client.getsockname()[1], stream.getsockname()[1]


port = free_port()
with tempfile.TemporaryDirectory() as folder:
    received, shown = pathlib.Path(folder, "received"), pathlib.Path(folder, "shown")
    with started("tool", "-l", f"{LOOPBACK}/{port}", "-o", received) as listener, \
         started("tool", "-i", "lo", "-V", "base", "-T", "packet", "-b", f"not port {port}", "-w", "-", "--unbuffered",
                 stdout=subprocess.PIPE, stderr=subprocess.PIPE) as sensor, \
         shown.open("wb") as text, \
         started("packet", "-s", f"{LOOPBACK}/{port}", stdin=sensor.stdout, stdout=text) as sender, \
         bound() as server:
        sensor.stdout.close()
        wait_for(lambda: listening(port) or listener.poll() is not None, "the listener")
        time.sleep(0.5)
        if sensor.poll() is not None:
            skip(f"no live capture here: {sensor.stderr.read().decode().strip()}")
        ports = [exchange(server) for _ in range(FLOWS)]
        wanted = [f"srcport: {one}\n" for flow in ports for one in flow]
        wait_for(lambda: all(line in received.read_text() for line in wanted), "every flow's record")
        print(f"sensor ended within {end(sensor) * 1000:.0f} ms")
        sender.wait(20)
        check(sender.returncode == 0, "the sender ends with its pipe, in good order")
        tuples = shown.read_text().count(" --> ")
        wait_for(lambda: received.read_text().count("dstport: ") == tuples, "as many records as 5-tuples")
        print(f"listener ended within {end(listener) * 1000:.0f} ms; {tuples} records")
        check(received.read_text().endswith("\n\n"), "the last record is whole")
