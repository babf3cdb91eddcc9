"""bench/compare writes a table and a chart, and all programs that are installed agree about the output."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from common import DATA, TOOL, check, run

COMPARE = pathlib.Path(__file__).resolve().parents[2] / "bench" / "compare"
DISCARDED = ", output discarded"
JOBS = ["base:packet to base:ipconn", "compressed base:packet to base:ipconn", "base:packet to compressed base:ipconn",
        "capture to base:packet", "capture to base:packet" + DISCARDED,
        "base:packet to JSON", "base:packet to JSON" + DISCARDED,
        "base:packet to presentation form", "base:packet to presentation form" + DISCARDED,
        "small capture to five-tuples as text"]
UDP_JOBS = ["UDP to /dev/null", "UDP to a zlib file"]
OUT = -1  # the last column
PATIENCE = 100


def compare(*words):
    environment = {**os.environ, "GOCACHE": os.environ.get("NMSGXX_GOCACHE", f"{folder}/go-cache")}
    done = subprocess.run([sys.executable, COMPARE, "--tool", TOOL, "--runs", "1", "--payloads", "2000", *map(str, words)],
                          capture_output=True, text=True, timeout=PATIENCE, env=environment, check=False)
    check(done.returncode == 0, f"{words}: status {done.returncode}: {done.stderr}")


def table(text):
    """Returns the cells of a table by job and program."""
    rows, last = {}, ""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith(("| ---", "| job")):
            job, program, *cells = [cell.strip() for cell in line.strip("|").split("|")]
            last = job or last
            rows.setdefault(last, {})[program] = cells
    return rows


def check_rows(rows, jobs):
    check(list(rows) == jobs, f"the rows are {list(rows)}")
    for job in JOBS:
        out = {cells[OUT] for cells in rows[job].values() if cells[OUT] != "-"}
        check(len(out) == (not job.endswith(DISCARDED)) and all(int(one.replace(",", "")) > 0 for one in out),
              f"{job}: the outputs differ: {rows[job]}")
        check("nmsgxx, 1 thread" in rows[job], f"{job}: nmsgxx takes part")


def check_chart(path, jobs):
    root = xml.etree.ElementTree.parse(path).getroot()
    check(root.tag.endswith("svg"), "the chart is SVG")
    texts = [text.text for text in root.iter() if text.get("class") == "title"]
    check(len(texts) == len(jobs), f"the chart has the jobs: {texts}")


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    compare("--threads", "1,2", "--udp", "--out", folder / "new")
    rows = table((folder / "new" / "compare.md").read_text())
    check_rows(rows, JOBS + UDP_JOBS)
    check_chart(folder / "new" / "compare.svg", JOBS + UDP_JOBS)
    if shutil.which("tshark"):
        check("tshark" in rows[JOBS[-1]], "tshark takes part")
    print(f"{len(rows)} jobs; in the first: {', '.join(rows[JOBS[0]])}")

    packets = folder / "packets.nmsg"
    packets.write_bytes(run("tool", "-p", DATA / "demo.pcap", "-V", "base", "-T", "packet", "-w", "-").stdout * 10)
    page = folder / "page.md"
    page.write_text("before\n<!-- table -->\nold\n<!-- end of table -->\nafter\n")
    compare("--threads", "1", "--data", packets, "--write", page)
    text = page.read_text()
    check(text.startswith("before\n<!-- table -->\n") and text.endswith("<!-- end of table -->\nafter\n"), "the page stays")
    check("old" not in text and "2,000 base:packet payloads" in text, "the table is new")
    check_rows(table(text), JOBS)
    check_chart(page.with_suffix(".svg"), JOBS)
