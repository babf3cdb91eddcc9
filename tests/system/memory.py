"""Five times the input takes no more memory, and containers that inflate to much take what one of them may."""
import pathlib
import subprocess
import tempfile
import zlib

from common import DATA, SANITIZED, TOOL, check, run

# Sanitizers keep what was freed: with them all is run, and nothing is measured.
SMALL, LARGE = (2, 20) if SANITIZED else (20, 100)  # MB, more than what is mapped of a file at a time
LIMIT = 32 << 10      # kB
GROWTH = 8 << 10      # kB: which windows are mapped at once differs from run to run
PAYLOADS = 128 << 10
BOMBS = 2 if SANITIZED else 30
A_BOMB = 64 << 10     # kB


def bombs():
    """Containers of 20 kB with as many payloads as there may be, and 8 MiB beside them."""
    packet = bytes.fromhex("4500001c 00000000 40110000 c0000201 c6336402 04d20035 00080000")
    message = b"\x08\1\x12" + bytes([len(packet)]) + packet
    payload = b"\x08\1\x10\x0c\x18\1\x25\0\0\0\0\x2a" + bytes([len(message)]) + message
    body = (b"\x0a" + bytes([len(payload)]) + payload) * PAYLOADS + b"\x7a\x80\x80\x80\x04" + bytes(8 << 20)
    stream = len(body).to_bytes(4, "big") + zlib.compress(body, 1)
    return (b"NMSG\1\2" + len(stream).to_bytes(4, "big") + stream) * BOMBS


def peak(path, command=("packet", "-q", "-w", "/dev/null")):
    """The most memory, in kB, that reading it took."""
    code = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    words = ["python3", "-c", code, TOOL, *command, str(path)]
    return int(subprocess.run(words, capture_output=True, check=True).stdout)


with tempfile.TemporaryDirectory() as folder:
    container = run("tool", "-p", DATA / "demo.pcap", "-V", "base", "-T", "packet", "-w", "-").stdout
    sizes = {}
    for megabytes in (SMALL, LARGE):
        path = pathlib.Path(folder, f"{megabytes}")
        path.write_bytes(container * (megabytes * 1_000_000 // len(container)))
        sizes[megabytes] = peak(path)
        print(f"{megabytes} MB: {sizes[megabytes]} kB")
    if not SANITIZED:
        check(sizes[LARGE] < LIMIT, "it stays below the limit")
        check(sizes[LARGE] < sizes[SMALL] + GROWTH, "it does not grow")
    path.write_bytes(bombs())
    for command in (["packet", "-q", "-w", "/dev/null"], ["packet"], ["tool", "-w", "/dev/null", "-r"],
                    ["tool", "-J", "/dev/null", "--where", "vid == 1", "--mirror", "-w", "/dev/null", "-r"]):
        size = peak(path, [command[0], "--max-ratio", "2000", *command[1:]])
        print(f"bombs: {' '.join(command)}: {size} kB")
        if not SANITIZED:
            check(size < LIMIT + A_BOMB, "of bombs there is one at a time")
