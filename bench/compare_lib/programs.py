"""Finds the programs that are installed, builds those that need it, and asks for their versions."""
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .inputs import DEMO, AS_PACKETS

RIVALS = Path(__file__).parents[1] / "rivals"
GOPATH = Path("/usr/share/gocode")  # Debian's
GO_NMSG_PACKAGE = "golang-github-farsightsec-go-nmsg-dev"
# A short job for each subcommand.
TRIALS = {"packet": ["-q", str(DEMO), "-w", "/dev/null"], "tool": ["-p", str(DEMO), *AS_PACKETS, "-w", "/dev/null"]}


@dataclass
class Programs:
    """Paths of programs; None if a program is not installed."""
    tool: str
    threads: list[int]
    takes_threads: dict[str, bool]  # whether a subcommand has --threads
    libnmsg: Path | None = None
    go_nmsg: Path | None = None
    nmsgtool: str | None = None
    tshark: str | None = None
    versions: dict[str, str] = field(default_factory=dict)


def shown(*words: str, **options: object) -> str:
    """Returns what a program prints on standard output and standard error."""
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    return done.stdout.strip()


def number(text: str) -> str:
    found = re.search(r"\d+\.\d+\.\d+", text)
    return found[0] if found else "of unknown version"


def succeeds(*words: str, **options: object) -> bool:
    return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **options).returncode == 0


def build_libnmsg_rival(programs: Programs, prefix: Path | None, folder: Path) -> None:
    environment = dict(os.environ)
    if prefix:
        environment["PKG_CONFIG_PATH"] = str(prefix / "lib" / "pkgconfig")
    if not shutil.which("cc") or not shutil.which("pkg-config"):
        return
    if not succeeds("pkg-config", "--exists", "libnmsg", env=environment):
        return
    flags = shlex.split(shown("pkg-config", "--cflags", "--libs", "libnmsg", env=environment))
    if prefix:
        flags += [f"-I{prefix}/include", f"-L{prefix}/lib", f"-Wl,-rpath,{prefix}/lib"]
    programs.libnmsg = folder / "libnmsg_ipconn"
    subprocess.run(["cc", "-std=gnu11", "-O2", "-o", programs.libnmsg, RIVALS / "libnmsg_ipconn.c", *flags], check=True)
    programs.versions["libnmsg"] = shown("pkg-config", "--modversion", "libnmsg", env=environment)


def build_go_rival(programs: Programs, folder: Path) -> None:
    if not shutil.which("go") or not (GOPATH / "src/github.com/farsightsec/go-nmsg").exists():
        return
    environment = {"GOCACHE": str(folder / "go-cache"), **os.environ,
                   "GOPATH": str(GOPATH), "GO111MODULE": "off", "GOFLAGS": "-p=2"}
    programs.go_nmsg = folder / "go_nmsg_ipconn"
    subprocess.run(["go", "build", "-o", programs.go_nmsg, "."], cwd=RIVALS / "go", env=environment, check=True)
    package = shown("dpkg-query", "-W", "-f", "${Version}", GO_NMSG_PACKAGE) if shutil.which("dpkg-query") else ""
    programs.versions["go-nmsg"] = f"{number(package)} (Go {number(shown('go', 'version'))})"


def find_nmsgtool(programs: Programs, named: str | None, prefix: Path | None) -> None:
    path = named or shutil.which("nmsgtool") or (shutil.which("nmsgtool", path=str(prefix / "bin")) if prefix else None)
    # Only nmsgxx has --where: a link to it is not a rival.
    if path and "--where" not in shown(path, "--help"):
        programs.nmsgtool = path
        programs.versions["nmsgtool"] = number(shown(path, "-v"))


def find_programs(tool: str, threads: list[int], nmsgtool: str | None, prefix: Path | None, folder: Path) -> Programs:
    takes_threads = {command: succeeds(tool, command, "--threads", "1", *words) for command, words in TRIALS.items()}
    programs = Programs(tool, threads, takes_threads)
    programs.versions["nmsgxx"] = number(shown(tool, "--version"))
    build_libnmsg_rival(programs, prefix, folder)
    build_go_rival(programs, folder)
    find_nmsgtool(programs, nmsgtool, prefix)
    programs.tshark = shutil.which("tshark")
    if programs.tshark:
        programs.versions["tshark"] = number(shown(programs.tshark, "--version"))
    return programs
