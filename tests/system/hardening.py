"""Hardening: the executable has the properties that the build promises."""
import os
import platform
import re
import shutil
import subprocess

from common import SANITIZED, TOOL, check, skip

X86 = platform.machine() == "x86_64"


def read(program, *options):
    done = subprocess.run([program, *options, TOOL], capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C"})
    return done.stdout


if not shutil.which("readelf") or not shutil.which("objdump"):
    skip("readelf and objdump are not installed")

segments = [line.split() for line in read("readelf", "-Wl").splitlines() if re.match(r"  [A-Z_]+ +0x", line)]
rights = {(words[0], "".join(words[6:-1])) for words in segments}
flags = " ".join(re.findall(r"\(FLAGS(?:_1)?\) +(.*)", read("readelf", "-Wd")))
imported = set(re.findall(r" UND (\w+)", read("readelf", "-W", "--dyn-syms")))
code = read("objdump", "-d", "--no-show-raw-insn", "-j", ".text")

check("Type:                              DYN" in read("readelf", "-h") and "PIE" in flags,
      f"it is position-independent: {flags}")
check("TEXTREL" not in read("readelf", "-Wd"), "there are no text relocations")
check(any(kind == "GNU_RELRO" for kind, _ in rights) and "NOW" in flags,
      f"relocations are resolved at start and then read-only: {flags}")
check(("GNU_STACK", "RW") in rights, f"the stack is not executable: {rights}")
check(not [one for one in rights if "W" in one[1] and "E" in one[1]], f"no segment is both writable and executable: {rights}")
check("__stack_chk_fail" in imported, "there are stack protectors")
if X86:
    grow, touch = r".*sub +\$0x1000,%rsp\n", r".*[qlb] +\$0x0,(?:0x\w+)?\(%rsp\)\n"
    check(re.search(f"{grow}{touch}|{touch}{grow}", code), "there is stack clash protection")
    # Sanitizers place other instructions at the beginning of functions.
    check(SANITIZED or re.search(r"<main>:\n.*endbr64", code), "there is control-flow protection")
if "NMSGXX_FORTIFIED" in os.environ:
    check(any(name.endswith("_chk") for name in imported), "library calls are fortified")
print("the tool is hardened")
