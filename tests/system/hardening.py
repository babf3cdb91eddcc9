"""What the build promises of the tool, as it stands in the file."""
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
    skip("no readelf, no objdump")

segments = [line.split() for line in read("readelf", "-Wl").splitlines() if re.match(r"  [A-Z_]+ +0x", line)]
rights = {(words[0], "".join(words[6:-1])) for words in segments}
flags = " ".join(re.findall(r"\(FLAGS(?:_1)?\) +(.*)", read("readelf", "-Wd")))
imported = set(re.findall(r" UND (\w+)", read("readelf", "-W", "--dyn-syms")))
code = read("objdump", "-d", "--no-show-raw-insn", "-j", ".text")

check("Type:                              DYN" in read("readelf", "-h") and "PIE" in flags, f"it is at home anywhere: {flags}")
check("TEXTREL" not in read("readelf", "-Wd"), "its code is not changed as it is loaded")
check(any(kind == "GNU_RELRO" for kind, _ in rights) and "NOW" in flags, f"what is resolved is closed: {flags}")
check(("GNU_STACK", "RW") in rights, f"the stack holds no code: {rights}")
check(not [one for one in rights if "W" in one[1] and "E" in one[1]], f"what is written is not run: {rights}")
check("__stack_chk_fail" in imported, "stacks are guarded")
if X86:
    grow, touch = r".*sub +\$0x1000,%rsp\n", r".*[qlb] +\$0x0,(?:0x\w+)?\(%rsp\)\n"
    check(re.search(f"{grow}{touch}|{touch}{grow}", code), "large frames touch each page")
    # A sanitizer of calls puts its own mark there.
    check(SANITIZED or re.search(r"<main>:\n.*endbr64", code), "indirect calls land where they may")
if "NMSGXX_FORTIFIED" in os.environ:
    check(any(name.endswith("_chk") for name in imported), "sizes are checked")
print("as promised")
