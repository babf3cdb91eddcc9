"""The systemd unit is valid and keeps its sandbox."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from common import TOOL, check, skip

EXPOSURE = "15"  # of 100, as counted by systemd; each missing setting adds from 1 to 3
UNIT = pathlib.Path(os.environ["NMSGXX_UNIT"]).read_text()


def analyze(*words):
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


if not shutil.which("systemd-analyze"):
    skip("systemd-analyze is not installed")
if "--offline" not in analyze("--help")[1]:
    skip("this version of systemd can only analyze loaded units")
start, = (line for line in UNIT.splitlines() if line.startswith("ExecStart="))
with tempfile.TemporaryDirectory() as name:
    unit = pathlib.Path(name) / "nmsgxx@one.service"
    unit.write_text(UNIT.replace(start.removeprefix("ExecStart=").split()[0], TOOL))
    status, told = analyze("verify", "--man=no", unit)
    check(status == 0 and not told, f"the unit is valid: {told}")
    status, told = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", unit)
    check(status == 0, told)
print(told.splitlines()[-1])
