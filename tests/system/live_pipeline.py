"""A complete live pipeline: capture, base:packet in a pipe, five-tuples, base:ipconn over UDP, a listener."""
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

from common import SOON, catches_signals, check, end, free_port, in_own_network, listening, skip, started, wait_for

FLOWS = 40
LOOPBACK = "127.0.0.1"


def bound(kind=socket.SOCK_DGRAM):
    one = socket.socket(socket.AF_INET, kind)
    one.bind((LOOPBACK, 0))
    return one


def five_tuple(proto, source, destination):
    return tuple(map(str, (proto, *source.getsockname(), *destination.getsockname())))


def exchange(server):
    """Sends a datagram from a new port and opens a TCP connection.  Returns the five-tuples that must be recorded."""
    with bound() as client, bound(socket.SOCK_STREAM) as listener:
        client.sendto(b"x", server.getsockname())
        listener.listen()
        with socket.create_connection(listener.getsockname()) as stream:
            return [five_tuple(17, client, server), five_tuple(6, stream, listener), five_tuple(6, listener, stream)]


def records(path):
    """Returns the five-tuples of the records that a listener has printed completely."""
    return [tuple(line.split(": ")[1] for line in one.splitlines()[1:]) for one in path.read_text().split("\n\n")[:-1]]


in_own_network()
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
        wait_for(lambda: sensor.poll() is not None or catches_signals(sensor), "the sensor")
        time.sleep(0.5)
        if sensor.poll() is not None:
            skip(f"cannot capture: {sensor.stderr.read().decode().strip()}")
        wanted = {one for _ in range(FLOWS) for one in exchange(server)}
        wait_for(lambda: wanted <= set(records(received)), "a record of every flow")
        took = end(sensor, signal.SIGINT)
        print(f"sensor ended within {took * 1000:.0f} ms")
        check(took < SOON, "the sensor ends soon")
        begin = time.monotonic()
        check(sender.wait(20) == 0, "the sender ends successfully when its pipe ends")
        check(time.monotonic() - begin < SOON, "the sender ends soon")
        tuples = shown.read_text().count(" --> ")
        wait_for(lambda: len(records(received)) == tuples, "as many records as five-tuples")
        took = end(listener, signal.SIGTERM)
        print(f"listener ended within {took * 1000:.0f} ms; {tuples} records, {len(wanted)} flows among them")
        check(took < SOON, "the listener ends soon")
        check(received.read_text().endswith("\n\n"), "the last record is complete")
