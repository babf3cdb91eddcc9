"""Memory does not grow with the input, and of many containers that inflate to a lot only one is in memory at a time."""
import pathlib
import subprocess
import tempfile
import zlib

from common import DATA, SANITIZED, TOOL, check, run

# Sanitizers keep freed memory.  With them, everything is run but nothing is measured.
SMALL, LARGE = (2, 20) if SANITIZED else (20, 100)  # MB, more than the part of a file that is mapped at a time
LIMIT = 32 << 10      # kB
GROWTH = 8 << 10      # kB: the number of mapped windows differs from run to run
PAYLOADS = 128 << 10
BOMBS = 2 if SANITIZED else 30
A_BOMB = 64 << 10     # kB


def bombs():
    """Returns containers of 20 kB that inflate to the maximum number of payloads plus 8 MiB."""
    packet = bytes.fromhex("4500001c 00000000 40110000 c0000201 c6336402 04d20035 00080000")
    message = b"\x08\1\x12" + bytes([len(packet)]) + packet
    payload = b"\x08\1\x10\x0c\x18\1\x25\0\0\0\0\x2a" + bytes([len(message)]) + message
    body = (b"\x0a" + bytes([len(payload)]) + payload) * PAYLOADS + b"\x7a\x80\x80\x80\x04" + bytes(8 << 20)
    stream = len(body).to_bytes(4, "big") + zlib.compress(body, 1)
    return (b"NMSG\1\2" + len(stream).to_bytes(4, "big") + stream) * BOMBS


def peak(path, command=("packet", "-q", "-w", "/dev/null")):
    """Returns the highest memory in kB while reading the file."""
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
        check(sizes[LARGE] < LIMIT, "memory stays below the limit")
        check(sizes[LARGE] < sizes[SMALL] + GROWTH, "memory does not grow with the input")
    path.write_bytes(bombs())
    for command in (["packet", "-q", "-w", "/dev/null"], ["packet"], ["tool", "-w", "/dev/null", "-r"],
                    ["tool", "-J", "/dev/null", "--where", "vid == 1", "--mirror", "-w", "/dev/null", "-r"]):
        size = peak(path, [command[0], "--max-ratio", "2000", *command[1:]])
        print(f"bombs: {' '.join(command)}: {size} kB")
        if not SANITIZED:
            check(size < LIMIT + A_BOMB, "one container of this kind is in memory at a time")
