"""A file that becomes shorter while it is read is an error, and what was read before is processed."""
import os
import pathlib
import subprocess
import tempfile

from common import DATA, PATIENCE, TOOL, check

PACKETS = (DATA / "messages" / "base-packet.nmsg").read_bytes()
CAPTURE = (DATA / "demo.pcap").read_bytes()
LINE = b'{"vname":"base","mname":"logline","message":{"message":"x"}}\n'
RECORD = b"category: x\nmessage: y\n\n"
SIZE = 64 << 20
REASON = "the file became shorter while it was read"


# A header and records to repeat after it, and commands that write to standard output.
NMSG, PCAP = (b"", PACKETS), (CAPTURE[:24], CAPTURE[24:])
COMMANDS = [
    (NMSG, ["tool", "-r", "FILE", "-J", "-", "--threads", "1"]),
    (NMSG, ["tool", "-r", "FILE", "-w", "-"]),
    (NMSG, ["packet", "FILE", "-j", "1"]),
    (NMSG, ["packet", "FILE"]),
    (NMSG, ["recover", "FILE", "-w", "-"]),
    (PCAP, ["tool", "-p", "FILE", "-V", "base", "-T", "packet", "-J", "-", "--threads", "1"]),
    (PCAP, ["packet", "FILE"]),
    ((b"", LINE), ["tool", "-j", "FILE", "-J", "-"]),
    ((b"", RECORD), ["tool", "-f", "FILE", "-T", "logline", "-J", "-"]),
]
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "file")
    for (head, records), words in COMMANDS:
        for more in (0, 9):
            path.write_bytes(head + records * (SIZE // len(records)))
            command = [word.replace("FILE", str(path)) for word in words]
            with subprocess.Popen([TOOL, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                # The pipe is full, so the tool is still near the beginning of the file.
                process.stdout.read(1)
                os.truncate(path, len(head) + (SIZE // 2) // len(records) * len(records) + more)
                output, error = process.communicate(timeout=PATIENCE * 3)
            check(process.returncode == 1, f"{words}: status {process.returncode}, {error}")
            check(error.decode().count(REASON) == 1, f"{words}: {error}")
            check(len(output) > 1 << 20, f"{words}: {len(output)} bytes")
