"""recover: its output is sound and contains all payloads that a reader finds in the damaged file, and its report adds up."""
import json
import pathlib
import subprocess
import tempfile

from common import DATA, PATIENCE, SHARED, TOOL, check, run

HOSTILE = DATA / "hostile"
HTTP = (DATA / "messages" / "base-http.nmsg").read_bytes()
VERSION_1 = (DATA / "wire" / "version-1.nmsg").read_bytes()
ZLIB = run("tool", "-r", DATA / "messages" / "base-http.nmsg", "-z", "-w", "-").stdout
WRONG_CRC = HTTP[:200] + bytes([HTTP[200] ^ 1]) + HTTP[201:]
LARGE = json.dumps({"vname": "base", "mname": "logline", "message": {"message": "x" * 3_000_000}}).encode()
FRAGMENTS = run("tool", "-j", "-", "-w", "-", input=LARGE).stdout
LAST = FRAGMENTS.rindex(b"NMSG")

# name, input, expected output (None: rewritten), damaged ranges as offset and size, expected totals
CASES = [
    ("empty file", b"", b"", [], {"containers": 0, "payloads": 0}),
    ("sound file", HTTP + ZLIB, HTTP + ZLIB, [], {"containers": 2, "payloads": 80, "rewritten": 0}),
    ("version 1", VERSION_1 + b"x" + VERSION_1, VERSION_1 * 2, [(len(VERSION_1), 1)], {"lost_octets": 1}),
    ("garbage", b"abc" + HTTP + b"NMSGdef", HTTP, [(0, 3), (len(HTTP) + 3, 7)], {"containers": 1, "lost_octets": 10}),
    ("damage with several magics", HTTP + b"NMSG\0\2\0\0\0\1\xff" + b"garbage, NMSG" * 3 + HTTP, HTTP * 2, [(len(HTTP), 50)],
     {"lost_octets": 50}),
    ("damage that spans several reads", HTTP + bytes(3_000_000) + HTTP, HTTP * 2, [(len(HTTP), 3_000_000)], {"containers": 2}),
    ("truncated end", HTTP + HTTP[:100], HTTP, [(len(HTTP), 100)], {"lost_octets": 100}),
    ("wrong CRC", HTTP + WRONG_CRC, None, [(len(HTTP), len(HTTP))], {"payloads": 79, "rewritten": 1, "lost_payloads": 1}),
    ("fragments", HTTP + FRAGMENTS, None, [], {"containers": 2, "rewritten": 1, "payloads": 41}),
    ("incomplete fragments", FRAGMENTS[:LAST] + HTTP, HTTP, [], {"containers": 1, "incomplete_messages": 1}),
]


def payloads(path):
    """Returns the payloads that a reader finds in a file."""
    return run("tool", "-r", path, "-J", "-").stdout.splitlines()


def recover(name, damaged, saved):
    """Runs recover and checks its totals.  Returns the lines of the report and the totals."""
    done = run("recover", damaged, "-w", saved, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    total = lines.pop()
    lost = total["lost_octets"] + total["lost_payloads"] + total["incomplete_messages"]
    check(not done.stderr, f"{name}: {done.stderr}")
    check(done.returncode == (1 if lost else 0), f"{name}: status {done.returncode}, {total}")
    check(sum(line["octets"] for line in lines if "payloads" not in line) == total["lost_octets"], f"{name}: {lines}, {total}")
    check(total["octets"] == damaged.stat().st_size, f"{name}: {total}")
    return lines, total


def check_reads_well(name, want, saved):
    got = payloads(saved)
    check(got == want, f"{name}: all payloads are saved: {len(got)} of {len(want)}")
    done = run("tool", "--strict", "-r", saved, "-w", "/dev/null")
    check(done.returncode == 0 and not done.stderr, f"{name}: {done.stderr}")


with tempfile.TemporaryDirectory() as folder:
    damaged, saved = pathlib.Path(folder, "damaged"), pathlib.Path(folder, "saved")
    for name, data, written, stretches, wanted in CASES:
        damaged.write_bytes(data)
        lines, total = recover(name, damaged, saved)
        check(written is None or saved.read_bytes() == written, f"{name}: {saved.read_bytes()[:100]}")
        check([(line["offset"], line["octets"]) for line in lines] == stretches, f"{name}: {lines}")
        check(wanted.items() <= total.items(), f"{name}: {total}")
        check_reads_well(name, payloads(damaged), saved)

    hostile = {path.name: path for folder in (SHARED / "vectors" / "hostile", HOSTILE) for path in folder.glob("*.nmsg")}
    all_saved, all_wanted = b"", []
    for path in hostile.values():
        _, total = recover(path.name, path, saved)
        wanted = payloads(path)
        check(len(wanted) == total["payloads"], f"{path.name}: the number of payloads is right: {len(wanted)}, {total}")
        all_saved += saved.read_bytes()
        all_wanted += wanted
    saved.write_bytes(all_saved)
    check_reads_well("hostile files", all_wanted, saved)
    check(len(hostile) > 100, "there are hostile files")

    # Two inputs, one of them standard input.  Containers go to standard output and the report to standard error.
    damaged.write_bytes(HTTP + b"x")
    done = run("recover", damaged, "-", "-w", "-", input=b"y" + ZLIB)
    check(done.stdout == HTTP + ZLIB and done.returncode == 1, "two inputs are saved")
    check(f"{damaged}: byte {len(HTTP)}: lost 1 bytes: not a container" in done.stderr.decode(), done.stderr.decode())
    check("standard input: recovered 1 containers (0 rewritten), 40 payloads\n" in done.stderr.decode(), done.stderr.decode())
    # The report cannot be written.
    with open("/dev/full", "wb") as full:
        done = subprocess.run([TOOL, "recover", damaged, "-", "-w", "-"], input=b"y" + ZLIB, stdout=subprocess.PIPE, stderr=full,
                              timeout=PATIENCE, check=False)
    check(done.stdout == HTTP + ZLIB and done.returncode == 1, "containers are saved even if the report cannot be written")
    # An input is not overwritten.
    done = run("recover", damaged, "-w", damaged)
    check(done.returncode == 2 and damaged.read_bytes() == HTTP + b"x", "an input as output is refused")
    check(run("recover", pathlib.Path(folder, "none"), "-w", saved).returncode == 2, "a missing file is an error")
    check(run("recover", damaged).returncode == 2, "an output is required")
    done = run("recover", damaged, "-w", "/dev/full")
    check(done.returncode == 1 and b"/dev/full: write failed: No space left on device" in done.stderr, "a full disk is reported")
print(len(CASES), "damaged files,", len(hostile), "hostile ones")
