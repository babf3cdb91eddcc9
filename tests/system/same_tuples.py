"""packet gives the same five-tuples of a capture as of the base:packet payloads that tool makes of it."""
import os
import pathlib
import tempfile

from common import DATA, check, run

SHARED = pathlib.Path(os.environ.get("NMSGXX_SHARED", "/nonexistent"), "captures")


def totals(told):
    """The numbers of packets, five-tuples and undecodable payloads in --stats."""
    return [part for part in told.decode().split("\n")[0].split(", ") if part.endswith((" packets", " 5-tuples"))]


def check_capture(path, folder):
    payloads = folder / "payloads"
    made = run("tool", "-p", path, "-V", "base", "-T", "packet", "--all-vlan-tags", "-w", payloads)
    direct = run("packet", path, "--stats")
    if b"is not supported" in direct.stderr:
        check(made.returncode != 0, f"{path}: {made.stderr}")
        return False
    again = run("packet", payloads, "--stats")
    check(direct.stdout == again.stdout, f"{path}: other five-tuples of the capture itself")
    check(totals(direct.stderr) == totals(again.stderr), f"{path}: {direct.stderr} and {again.stderr}")
    piped = run("packet", "-", "-j", "1", input=payloads.read_bytes())
    check(direct.stdout == piped.stdout, f"{path}: other five-tuples of a pipe")
    return True


captures = [DATA / "demo.pcap", *sorted(path for path in SHARED.glob("*.pcap*") if path.suffix != ".tsv")]
with tempfile.TemporaryDirectory() as name:
    compared = sum(check_capture(capture, pathlib.Path(name)) for capture in captures)
check(compared > 0, "captures")
print(compared, "captures")
