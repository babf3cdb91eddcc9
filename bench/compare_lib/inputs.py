"""The inputs: a capture, repeated to make it long, and NMSG files made from it."""
import json
import math
import subprocess
from dataclasses import dataclass
from pathlib import Path

DEMO = Path(__file__).parents[2] / "tests" / "data" / "demo.pcap"
PAYLOADS = 1_800_000
PAYLOADS_FOR_TSHARK = 100_000  # tshark takes about a thousand times as long as nmsgxx
NMSG_MAGIC = b"NMSG"
PCAPNG_MAGIC = bytes.fromhex("0a0d0d0a")
PCAP_FILE_HEADER = 24
AS_PACKETS = ["-V", "base", "-T", "packet"]


@dataclass(frozen=True)
class Inputs:
    payloads: int  # in each of the NMSG files
    packets: Path  # base:packet
    packets_zlib: Path  # the same, compressed
    capture: Path
    captured: int  # payloads in the capture: as many, or a few more
    small_capture: Path


def is_nmsg(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(NMSG_MAGIC)) == NMSG_MAGIC


def warm(path: Path) -> None:
    """Reads a file, so that it is in the page cache."""
    with path.open("rb") as file:
        while file.read(1 << 20):
            pass


def payloads_in(tool: str, path: Path) -> int:
    shown = subprocess.run([tool, "info", "--json", str(path)], stdout=subprocess.PIPE, check=True).stdout
    return json.loads(shown)["payloads"]["count"]


def run_tool(tool: str, *words: object) -> None:
    subprocess.run([tool, "tool", *map(str, words)], check=True)


def repeat(source: Path, copies: int, to: Path) -> Path:
    """Writes a file many times in sequence.  Of NMSG, pcapng and pcap, only pcap has a header that must not be repeated."""
    content = source.read_bytes()
    header = 0 if content[:4] in (NMSG_MAGIC, PCAPNG_MAGIC) else PCAP_FILE_HEADER
    with to.open("wb") as file:
        file.write(content[:header])
        for _ in range(copies):
            file.write(content[header:])
    return to


class Long:
    """Repeats a capture, and the NMSG file made from it."""

    def __init__(self, tool: str, capture: Path, folder: Path) -> None:
        self.capture = capture
        self.packets = folder / f"{capture.name}.once"
        run_tool(tool, "-p", capture, *AS_PACKETS, "-w", self.packets)
        self.payloads = payloads_in(tool, self.packets)
        if self.payloads == 0:
            raise SystemExit(f"{capture}: no packets")

    def copies(self, payloads: int) -> int:
        return math.ceil(payloads / self.payloads)

    def long_capture(self, payloads: int, to: Path) -> Path:
        return repeat(self.capture, self.copies(payloads), to)

    def long_packets(self, payloads: int, to: Path) -> Path:
        return repeat(self.packets, self.copies(payloads), to)


def make_packets(tool: str, data: Path, source: Long, payloads: int | None, to: Path) -> Path:
    if not is_nmsg(data):
        return source.long_packets(payloads or PAYLOADS, to)
    if payloads is None:
        return data
    run_tool(tool, "-r", data, "-c", payloads, "-w", to)
    return to


def make_inputs(tool: str, data: Path, payloads: int | None, folder: Path) -> Inputs:
    """Repeats a capture until it has enough payloads, or cuts an NMSG file.  Without a number, it is used as it is."""
    folder.mkdir()
    demo = Long(tool, DEMO, folder)
    source = demo if is_nmsg(data) or data.samefile(DEMO) else Long(tool, data, folder)
    packets = make_packets(tool, data, source, payloads, folder / "packets.nmsg")
    packets_zlib = folder / "packets-zlib.nmsg"
    run_tool(tool, "-r", packets, "-z", "-w", packets_zlib)
    count = payloads_in(tool, packets)
    return Inputs(count, packets, packets_zlib, source.long_capture(count, folder / "capture"),
                  source.copies(count) * source.payloads, demo.long_capture(min(count, PAYLOADS_FOR_TSHARK), folder / "small.pcap"))
