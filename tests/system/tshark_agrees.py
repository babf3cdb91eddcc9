"""The five-tuples of captures agree with tshark."""
import json
import shutil

import tuples
from common import DATA, SHARED, check, run

LINK_TYPES = {"ether", "rawip", "null", "linux-sll", "ppp"}


def table(path):
    return [line.split("\t") for line in path.read_text().splitlines()[1:]]


def compare(capture, rows):
    """Compares a capture with a table.  Returns the number of five-tuples that agree."""
    done = run("packet", "--format", "json", capture)
    check(done.returncode == 0, f"{capture}: status {done.returncode}: {done.stderr.decode()}")
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    shown = [[str(one[key]) for key in ("proto", "srcip", "srcport", "dstip", "dstport")] for one in shown]
    at = unsure = agreed = 0
    for row in rows:
        if row[1] == "unsure":
            unsure += 1
        elif row[1] == "tuple":
            # Frames about which decoders need not agree may or may not be shown.
            while unsure and at < len(shown) and shown[at] != row[2:]:
                at, unsure = at + 1, unsure - 1
            check(at < len(shown) and shown[at] == row[2:], f"{capture}: frame {row[0]}: {row[2:]}, but {shown[at:at + 1]}")
            at, agreed = at + 1, agreed + 1
    check(len(shown) - at <= unsure, f"{capture}: {len(shown) - at} extra five-tuples")
    return agreed


demo = table(DATA / "demo.tuples.tsv")
if shutil.which("tshark"):
    check(tuples.of_capture(DATA / "demo.pcap") == demo, "demo.tuples.tsv agrees with tshark")
else:
    print("tshark is not installed: using demo.tuples.tsv")
print(compare(DATA / "demo.pcap", demo), "five-tuples of demo.pcap")

captures = SHARED / "captures"
if captures.exists():
    total = files = 0
    for name, link_type, *_ in table(captures / "index.tsv"):
        if link_type in LINK_TYPES:
            total += compare(captures / name, table(captures / f"{name}.tuples.tsv"))
            files += 1
    print(total, "five-tuples of", files, "shared captures")
