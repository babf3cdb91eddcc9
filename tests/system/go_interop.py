"""Interoperability with go-nmsg: each reads what the other writes, plain, compressed, in fragments and over UDP."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from common import check, free_port, listening, run, skip, wait_for

GOPATH = "/usr/share/gocode"
PEER = pathlib.Path(__file__).parent / "go" / "peer"

if not shutil.which("go") or not pathlib.Path(GOPATH, "src/github.com/farsightsec/go-nmsg").exists():
    skip("go-nmsg is not installed (Debian: golang-go, golang-github-farsightsec-go-nmsg-dev)")

folder = pathlib.Path(tempfile.mkdtemp())
peer = folder / "peer"
cache = pathlib.Path(os.environ.get("NMSGXX_GOCACHE", folder / "cache"))
subprocess.run(["go", "build", "-o", peer, "."], cwd=PEER, check=True,
               env={**os.environ, "GOPATH": GOPATH, "GO111MODULE": "off", "GOCACHE": str(cache), "GOFLAGS": "-p=2"})


def go(*words, **options):
    return subprocess.run([peer, *words], stdout=subprocess.PIPE, check=True, timeout=60, **options).stdout


def ours(stream, *options):
    """Returns the stream as nmsgxx writes it."""
    done = run("tool", "-r", "-", "-w", "-", *options, input=stream)
    check(done.returncode == 0, f"{options}: status {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def over_udp(stream, *options):
    """Returns what go-nmsg receives when nmsgxx sends a stream."""
    port = free_port()
    with subprocess.Popen([peer, "listen", f"127.0.0.1:{port}", str(len(plain))], stdout=subprocess.PIPE) as listener:
        wait_for(lambda: listening(port), "the Go listener")
        # The rate is one that go-nmsg can follow.
        done = run("tool", "-r", "-", "-s", f"127.0.0.1/{port},5000", *options, input=stream)
        check(done.returncode == 0, f"sending: {done.stderr.decode()}")
        return listener.communicate(timeout=20)[0].splitlines()


try:
    plain = go("list", input=go("write")).splitlines()
    check(len(plain) == 500, "go-nmsg reads its own output")
    for options in ([], ["-zlib"], ["-size", "512"], ["-size", "1280"], ["-size", "1280", "-zlib"], ["-size", "8192", "-zlib"]):
        theirs = go("write", *options)
        check(go("list", input=ours(theirs)).splitlines() == plain, f"nmsgxx reads the output of go-nmsg {options}")
        check(go("list", input=ours(theirs, "-z")).splitlines() == plain,
              f"go-nmsg reads the compressed copy of its output {options}")
        check(go("list", input=ours(theirs, "--unbuffered")).splitlines() == plain,
              "go-nmsg reads the unbuffered copy of its output")
        print(f"go-nmsg {' '.join(options) or 'plain'}: {len(theirs)} bytes, in both directions")
    stream = go("write")
    # go-nmsg cannot read compressed fragments.
    for options in (["-m", "512"], ["-m", "1280"], ["-m", "8192"], ["-m", "60000", "-z"]):
        check(sorted(over_udp(stream, *options)) == sorted(plain), f"go-nmsg receives {options}")
        print(f"UDP {' '.join(options)}: received completely")
finally:
    shutil.rmtree(folder)
