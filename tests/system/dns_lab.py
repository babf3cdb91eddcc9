"""A laboratory: network namespaces for a client and a server, a link between them, and real DNS servers."""
import contextlib
import ctypes
import fcntl
import shutil
import socket
import struct
import subprocess
import sys

from common import PATIENCE, check, skip, wait_for

SERVER, SERVER6, CLOSED, SILENT = "10.53.0.2", "fd53::2", "10.53.0.3", "10.53.0.4"
LINK = "dns0"
NEEDED = ["ip", "nsenter", "nsd", "nsd-control", "unbound", "kdig", "dumpcap", "tshark"]

# Keeps the server's namespace alive, and occupies port 53 of an address that never answers.  The link gets this address later.
HOLDER = f"""import socket, sys
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.setsockopt(socket.IPPROTO_IP, 15, 1)  # IP_FREEBIND
silent.bind(("{SILENT}", 53))
print("here", flush=True)
sys.stdin.read()
"""
ZONE = """$ORIGIN example.
$TTL 60
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
ns A {server}
www A 192.0.2.1
www AAAA 2001:db8::1
*.many A 192.0.2.2
"""
NSD = """server:
  ip-address: {server}
  ip-address: {server6}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  zonelistfile: "{folder}/zone.list"
  xfrdfile: "{folder}/xfrd.state"
  xfrdir: "{folder}"
  pidfile: ""
  ipv4-edns-size: 4096
  ipv6-edns-size: 4096
  minimal-responses: yes
  rrl-ratelimit: 0
remote-control:
  control-enable: yes
  control-interface: "{folder}/nsd.control"
zone:
  name: example.
  zonefile: zone
"""
UNBOUND = """server:
  interface: 127.0.0.1
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  do-not-query-localhost: no
  module-config: iterator
  qname-minimisation: no
  local-zone: example. nodefault
remote-control:
  control-enable: no
stub-zone:
  name: example.
  stub-addr: {server}
"""


def need_programs():
    missing = [one for one in NEEDED if not shutil.which(one)]
    if missing:
        skip(f"not installed: {', '.join(missing)}")


def ip(*words, of=None):
    enter = ["nsenter", "--net", "--target", str(of)] if of else []
    done = subprocess.run([*enter, "ip", *words], capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}")


def send_whole_checksums(interface):
    """Makes the kernel compute checksums.  Otherwise it leaves them to the network card, and they are missing in captures."""
    siocethtool, ethtool_stxcsum = 0x8946, 0x17
    off = ctypes.create_string_buffer(struct.pack("II", ethtool_stxcsum, 0))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, siocethtool, struct.pack("16sP16x", interface.encode(), ctypes.addressof(off)))


@contextlib.contextmanager
def daemon(*words, **options):
    process = subprocess.Popen([*map(str, words)], **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextlib.contextmanager
def server_side():
    """Brings up the link and returns the process whose network namespace is that of the servers."""
    ip("link", "add", LINK, "type", "veth", "peer", "name", "server0")
    send_whole_checksums(LINK)
    send_whole_checksums("server0")
    with daemon("unshare", "--net", sys.executable, "-c", HOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        check(holder.stdout.readline() == b"here\n", "the server's namespace exists")
        ip("link", "set", "server0", "netns", str(holder.pid))
        for address in (SERVER, CLOSED, SILENT):
            ip("address", "add", f"{address}/24", "dev", "server0", of=holder.pid)
        ip("address", "add", f"{SERVER6}/64", "dev", "server0", "nodad", of=holder.pid)
        ip("link", "set", "server0", "up", of=holder.pid)
        ip("address", "add", "10.53.0.1/24", "dev", LINK)
        ip("address", "add", "fd53::1/64", "dev", LINK, "nodad")
        ip("link", "set", LINK, "up")
        yield holder


def answers(server, name="www.example"):
    words = ["kdig", "+timeout=1", "+retry=0", f"@{server}", name]
    return b"192.0.2.1" in subprocess.run(words, capture_output=True, check=False).stdout


@contextlib.contextmanager
def servers(folder):
    """Runs nsd at the far end of the link, and unbound, which asks nsd, on 127.0.0.1."""
    where = {"server": SERVER, "server6": SERVER6, "folder": folder}
    large = "".join(f"large TXT {str(number) * 200}\n" for number in range(9))
    (folder / "zone").write_text(ZONE.format(**where) + large)
    (folder / "nsd.conf").write_text(NSD.format(**where))
    (folder / "unbound.conf").write_text(UNBOUND.format(**where))
    with server_side() as holder, (folder / "log").open("wb") as log, \
         daemon("nsenter", "--net", "--target", holder.pid, "nsd", "-d", "-c", folder / "nsd.conf", stderr=log) as nsd, \
         daemon("unbound", "-d", "-c", folder / "unbound.conf", stderr=log) as unbound:
        wait_for(lambda: None not in (nsd.poll(), unbound.poll()) or answers(SERVER), "nsd")
        wait_for(lambda: answers("127.0.0.1"), "unbound")
        yield holder


def statistics(folder):
    """Returns what nsd has counted since the last call."""
    done = subprocess.run(["nsd-control", "-c", folder / "nsd.conf", "stats"], capture_output=True, text=True, check=False)
    return dict(line.split("=") for line in done.stdout.splitlines() if "=" in line)
