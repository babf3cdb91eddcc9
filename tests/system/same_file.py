"""No command writes to a file that it reads, or twice to the same file, whatever its name.  This includes pid files."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

from common import DATA, PATIENCE, TOOL, check

CONTAINER = (DATA / "messages" / "base-packet.nmsg").read_bytes()
JSON = (DATA / "messages" / "base-packet.json").read_bytes()
PRESENTATION = (DATA / "messages" / "base-logline.pres").read_bytes()
CAPTURE = bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000")
SCHEMA = b'syntax = "proto2"; package a; message M { optional string s = 1; }\n'
GIVEN = {"x.nmsg": CONTAINER, "x.json": JSON, "x.pres": PRESENTATION, "x.pcap": CAPTURE, "x.proto": SCHEMA, "old": b"precious\n"}
INPUT = "input and output are the same file: "
OUTPUTS = "two outputs are the same file: "

# shell command, expected message
REFUSED = [
    ("tool -r x.nmsg -w x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -J x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -o x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -w ./x.nmsg", INPUT + "./x.nmsg"),
    ("tool -r x.nmsg -w hard", INPUT + "hard"),
    ("tool -r x.nmsg -w symbolic", INPUT + "symbolic"),
    ("tool -r symbolic -w hard", INPUT + "hard"),
    ("tool -r x.nmsg -r x.nmsg -w x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -w old -w x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -z -w old -s 127.0.0.1/9 -J x.nmsg", INPUT + "x.nmsg"),
    ("tool -r - -w x.nmsg < x.nmsg", INPUT + "x.nmsg"),
    ("tool -r /dev/stdin -w x.nmsg < x.nmsg", INPUT + "x.nmsg"),
    ("tool -r /dev/fd/7 -w x.nmsg 7< x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -w /dev/fd/7 7>> x.nmsg", INPUT + "/dev/fd/7"),
    ("tool -r x.nmsg -o - >> x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg >> x.nmsg", INPUT + "x.nmsg"),
    ("tool -r - < x.nmsg >> x.nmsg", INPUT + "standard input"),
    ("tool -r x.nmsg -w /dev/stdout >> x.nmsg", INPUT + "/dev/stdout"),
    ("tool -j x.json -J x.json", INPUT + "x.json"),
    ("tool -f x.pres -T logline -o x.pres", INPUT + "x.pres"),
    ("tool -p x.pcap -T packet -w x.pcap", INPUT + "x.pcap"),
    ("tool --schema x.proto -r x.nmsg -J x.proto", INPUT + "x.proto"),
    ("tool -r x.nmsg -w old -J old", OUTPUTS + "old"),
    ("tool -r x.nmsg -w old -w old", OUTPUTS + "old"),
    ("tool -r x.nmsg -w new -o ./new", OUTPUTS),
    ("tool -r x.nmsg -w old -J - >> old", OUTPUTS + "old"),
    ("tool -r x.nmsg -w new -P x.nmsg", INPUT + "x.nmsg"),
    ("tool -r x.nmsg -w new -P hard", INPUT + "hard"),
    ("tool -r - -w new -P x.nmsg < x.nmsg", INPUT + "x.nmsg"),
    ("tool -j x.json -w new -P x.json -k ''", INPUT + "x.json"),
    ("tool --schema x.proto -r x.nmsg -o - -P x.proto", INPUT + "x.proto"),
    ("tool -r x.nmsg -w old -P old", OUTPUTS + "old"),
    ("tool -r x.nmsg -w ./old -P old -D", OUTPUTS + "./old"),
    ("tool -r x.nmsg -P old >> old", OUTPUTS + "old"),
    ("tool -r x.nmsg -w new -P new", OUTPUTS + "new"),
    ("tool -r x.nmsg -w x.nmsg -P new", INPUT + "x.nmsg"),
    ("packet x.nmsg -w x.nmsg", INPUT + "x.nmsg"),
    ("packet - -w x.nmsg < x.nmsg", INPUT + "x.nmsg"),
    ("packet x.pcap -w x.pcap", INPUT + "x.pcap"),
    ("packet x.nmsg >> x.nmsg", INPUT + "x.nmsg"),
    ("packet x.nmsg -q -w old -w hard", INPUT + "hard"),
    ("packet x.nmsg -w old -w old", OUTPUTS + "old"),
    ("packet x.nmsg -w old >> old", OUTPUTS + "old"),
    ("recover x.nmsg -w x.nmsg", INPUT + "x.nmsg"),
    ("recover old x.nmsg -w hard", INPUT + "hard"),
    ("recover - -w x.nmsg < x.nmsg", INPUT + "x.nmsg"),
    ("recover x.nmsg -w - >> x.nmsg", INPUT + "x.nmsg"),
    ("recover x.nmsg -w old >> x.nmsg", INPUT + "x.nmsg"),
    ("recover x.nmsg -w old >> old", OUTPUTS + "old"),
    ("info x.nmsg >> x.nmsg", INPUT + "x.nmsg"),
]

# These commands must still work.
ALLOWED = [
    "tool -r x.nmsg -r hard -w new",
    "tool -r x.nmsg -w /dev/null -J /dev/null",
    "tool -r x.nmsg -w - -J - > new",
    "tool -r x.nmsg -o - | cat >> x.nmsg.text",
    "tool -r x.nmsg -w new && tool -r new -w /dev/null",
    "tool -r x.nmsg -k '' -w x.nmsg",
    "tool -r x.nmsg -k '' -w new -P new",
    "tool -r x.nmsg -w new -P pid && test ! -e pid",
    "cat x.nmsg | tool -r - -w new",
    "packet x.nmsg > new",
    "recover x.nmsg x.nmsg -w new",
    "info x.nmsg hard > new",
]


def shell(line, folder):
    words = re.sub("(^|&& |[|] )(?=(tool|packet|recover|info) )", lambda found: f"{found[1]}{shlex.quote(TOOL)} ", line)
    return subprocess.run(["sh", "-c", words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)


def run_in_folder(line):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for file, data in GIVEN.items():
            (folder / file).write_bytes(data)
        os.link(folder / "x.nmsg", folder / "hard")
        os.symlink("x.nmsg", folder / "symbolic")
        done = shell(line, folder)
        for file, data in GIVEN.items():
            check((folder / file).read_bytes() == data, f"{line}: {file} is unchanged: {done.stderr}")
        return done


for line, want in REFUSED:
    done = run_in_folder(line)
    check(done.returncode in (1, 2), f"{line}: status {done.returncode}")
    no_captures = "x.pcap" in line and b"this build has no libpcap" in done.stderr
    check(no_captures or f": {want}".encode() in done.stderr, f"{line}: {done.stderr}")
    check(done.stderr.count(b"\n") == 1, f"{line}: {done.stderr}")
for line in ALLOWED:
    done = run_in_folder(line)
    check(done.returncode == 0, f"{line}: status {done.returncode}, {done.stderr}")
print(len(REFUSED), "refused,", len(ALLOWED), "allowed")
