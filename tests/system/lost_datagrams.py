"""Datagrams that nobody receives are reported, and ports that are in use are not shared."""
import pathlib
import socket
import subprocess
import tempfile

from common import DATA, check, end, free_port, in_own_network, listening, run, started, wait_for

SENT = DATA / "messages" / "base-http.nmsg"


def check_refused():
    """The first failure is reported with its reason, then the total.  Other outputs are not affected."""
    port = free_port()
    for words in (["tool", "-r", SENT, "--unbuffered", "-s", f"127.0.0.1/{port}"],
                  ["packet", "-q", DATA / "demo.pcap", "-m", 512, "-s", f"127.0.0.1/{port}"]):
        done = run(*words)
        lines = done.stderr.decode().splitlines()
        check(done.returncode == 1, f"{words}: status {done.returncode}")
        check(len(lines) == 2 and lines[0].endswith(f": datagram not delivered: 127.0.0.1/{port}: Connection refused"),
              f"{words}: {lines}")
        check("datagram not delivered: " in lines[1] and lines[1].endswith(" times in all"), f"{words}: {lines}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        target = f"127.0.0.1/{receiver.getsockname()[1]}"
        done = run("tool", "-r", SENT, "--unbuffered", "--mirror", "-s", f"127.0.0.1/{port}", "-s", target)
        check(done.returncode == 1, f"one of two receivers: status {done.returncode}")
        receiver.setblocking(False)
        came = 0
        try:
            while receiver.recv(1 << 16):
                came += 1
        except BlockingIOError:
            pass
        check(came == 40, f"one of two receivers: all arrive at the other: {came}")
        done = run("tool", "-r", SENT, "-s", target)
        check(done.returncode == 0 and not done.stderr, f"nothing is reported if somebody listens: {done.stderr}")


def check_taken():
    """A port in use is not shared, except among the sockets of --listeners."""
    port = free_port()
    address = f"127.0.0.1/{port}"
    for words in ([], ["--listeners", 3]):
        with started("tool", "-l", address, "-w", "/dev/null", *words, stderr=subprocess.DEVNULL) as first:
            wait_for(lambda: listening(port), "a listener")
            with tempfile.TemporaryDirectory() as name:
                out = pathlib.Path(name, "out")
                done = run("tool", "-l", address, "-w", out)
                check(done.returncode == 1 and done.stderr.decode() == f"nmsgxx tool: {address}: bind failed: Address already in use\n",
                      f"a port in use is refused: {done.returncode}, {done.stderr}")
                check(not out.exists(), "no output is created")
            for option in ([socket.SO_REUSEADDR], [socket.SO_REUSEPORT], [socket.SO_REUSEADDR, socket.SO_REUSEPORT]):
                if words and socket.SO_REUSEPORT in option:
                    continue  # allowed for the same user
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
                    for one in option:
                        thief.setsockopt(socket.SOL_SOCKET, one, 1)
                    try:
                        thief.bind(("127.0.0.1", port))
                        check(False, f"no other socket can be bound to the port: {words} {option}")
                    except OSError:
                        pass
            end(first)


in_own_network()
check_refused()
check_taken()
