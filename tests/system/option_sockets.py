"""Options of `nmsgxx tool` that need sockets or an interface."""
import shlex
import socket
import subprocess
import time
import typing

from common import PATIENCE, TOOL, catches_signals, check, free_port, listening, started, wait_for
from option_cases import Case, GIVEN, both, containers, environment, payloads, same_as

SOON_MOST = 14  # at 20 datagrams per second, more than arrive in half a second even if the machine is loaded
EARLY = 0.5


class Receiving(typing.NamedTuple):
    name: str
    words: str  # {p} and {q} are consecutive ports
    sent: list  # pairs of port and file; each file is sent as one datagram
    want: dict
    env: dict = {}
    status: int = 0


class Sending(typing.NamedTuple):
    name: str
    words: str
    most: int  # largest datagram in bytes; the largest one sent has more than half of that
    want: dict  # checks of what arrived at a port ("p", "q"), and of what arrived at both ports early


RECEIVING = [
    Receiving("socket", "-l 127.0.0.1/{p} -c 40 -w out", [("p", "http")], {"out": same_as("base-http.nmsg")}),
    Receiving("port range", "-l 127.0.0.1/{p}..{q} -c 80 -w out", [("p", "http"), ("q", "http")], {"out": payloads(80)}),
    Receiving("channel", "-C feeds -c 80 -w out", [("p", "http"), ("q", "http")], {"out": payloads(80)},
              {"NMSG_CHALIAS_FILE": "channels"}),
    Receiving("listeners", "-l 127.0.0.1/{p} --listeners 4 -c 640 -w out", 16 * [("p", "http")],
              {"out": payloads(640)}),
    Receiving("receive buffer", "-l 127.0.0.1/{p} --receive-buffer 100k -c 40 -w out", [("p", "http")], {"out": payloads(40)}),
    Receiving("drain", "-l 127.0.0.1/{p} --drain 0.5 -c 40 -w out", [("p", "http")],
              {"out": payloads(40)}),
    Receiving("datagram that is not NMSG", "-l 127.0.0.1/{p} -c 40 -w out", [("p", "words"), ("p", "http")],
              {"out": payloads(40)}, status=1),
]


def few(file):
    return 0 < file.read_bytes().count(b"NMSG") <= SOON_MOST


SENDING = [
    Sending("socket", "-r http -s 127.0.0.1/{p}", 8192, {"p": payloads(40)}),
    Sending("ports in turn", "-r http -s 127.0.0.1/{p}..{q}", 8192, {"p": payloads(20), "q": payloads(20)}),
    Sending("mirrored sockets", "-r http -s 127.0.0.1/{p} -s 127.0.0.1/{q} --mirror", 8192,
            {"p": payloads(40), "q": payloads(40)}),
    Sending("small datagrams", "-r 'two types' -T ipconn -s 127.0.0.1/{p} -m 600", 600, {"p": payloads(40)}),
    Sending("datagrams below the minimum", "-r 'two types' -T ipconn -s 127.0.0.1/{p} -m 1", 512, {"p": payloads(40)}),
    Sending("large datagrams", "-r http -s 127.0.0.1/{p} -m 2000000", 65507, {"p": both(containers(1), payloads(40))}),
    Sending("fragments", "-j large.json -s 127.0.0.1/{p} -m 1400", 1400, {"p": both(containers(30, flags=2), payloads(1))}),
    Sending("compressed", "-r http -z -s 127.0.0.1/{p} -m 4000", 2000, {"p": payloads(40)}),
    Sending("unbuffered", "-r 'two types' -T ipconn --unbuffered -s 127.0.0.1/{p}", 150,
            {"p": both(containers(40), payloads(40))}),
    Sending("rate", "-r 'two types' -T ipconn --unbuffered -s 127.0.0.1/{p}..{q},20", 150,
            {"early": few, "p": payloads(20), "q": payloads(20)}),
    Sending("rate and frequency", "-r 'two types' -T ipconn --unbuffered -s 127.0.0.1/{p},20,5", 150,
            {"early": few, "p": payloads(40)}),
]

LIVE = [
    Case("interface", "-i lo -V base -T packet -b 'udp dst port {p}' -c 1 -w out", {"out": payloads(1)}),
    Case("interface and snap length", "-i lo+,200 -V base -T packet -c 1 -w out", {"out": payloads(1)},
         {"NMSG_BPF": "udp dst port {p}"}),
]


def two_ports():
    first = free_port()
    return {"p": first, "q": first + 1}


def words(case, ports):
    return ["tool", *shlex.split(case.words.format(**ports))]


def to_its_end(process, case, want=0):
    status = process.wait(PATIENCE)
    check(status == want, f"{case.name}: status {status}")


def receive(case, folder):
    ports = two_ports()
    (folder / "channels").write_text("other 127.0.0.1/1\nfeeds 127.0.0.1/{p}\nfeeds\t127.0.0.1/{q}\n".format(**ports))
    with (open(folder / "stderr", "wb") as told,
          started(*words(case, ports), cwd=folder, env=environment(case.env), stderr=told) as process):
        for port, name in case.sent:
            wait_for(lambda: catches_signals(process) or process.poll() is not None, f"{case.name}: a listener")
            wait_for(lambda: listening(ports[port]) or process.poll() is not None, f"{case.name}: a listener")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.sendto(GIVEN[name], ("127.0.0.1", ports[port]))
        to_its_end(process, case, case.status)


def take(listener):
    """Yields the datagrams that have arrived at a socket."""
    while True:
        try:
            yield listener.recv(1 << 16)
        except BlockingIOError:
            return


def send(case, folder):
    ports = two_ports()
    came = []  # when, where, what
    listeners = {}
    for name, port in ports.items():
        listeners[name] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listeners[name].bind(("127.0.0.1", port))
        listeners[name].setblocking(False)
    with started(*words(case, ports), cwd=folder, env=environment({})) as process:
        ended = False
        while not ended:
            ended = process.poll() is not None
            for name, listener in listeners.items():
                came += [(time.monotonic(), name, datagram) for datagram in take(listener)]
            time.sleep(0.001)
        to_its_end(process, case)
    for listener in listeners.values():
        listener.close()
    sizes = [len(datagram) for _, _, datagram in came]
    check(sizes and case.most / 2 < max(sizes) <= case.most or case.most == 65507, f"{case.name}: sizes of datagrams: {sizes}")
    for name in ports:
        (folder / name).write_bytes(b"".join(datagram for _, at, datagram in came if at == name))
    (folder / "early").write_bytes(b"".join(datagram for when, _, datagram in came if when < came[0][0] + EARLY))


def sniff(case, folder):
    ports = two_ports()
    env = environment({name: value.format(**ports) for name, value in case.env.items()})
    with started(*words(case, ports), cwd=folder, env=env, stderr=subprocess.PIPE) as process, \
         socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        wait_for(lambda: process.poll() is not None or catches_signals(process), case.name)
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            sender.sendto(b"x", ("127.0.0.1", ports["p"]))
            time.sleep(0.05)
        if process.poll() and not (folder / "out").exists():
            return process.stderr.read().decode().strip()
        to_its_end(process, case)
    return None
