"""Escaping: control characters in payloads, file names and input lines reach neither terminals nor logs."""
import os
import pathlib
import pty
import subprocess
import tempfile
import tty

from common import DATA, PATIENCE, TOOL, check, run

HOSTILE = "a\n\r\x1b[2J\x9b31m\x7f\u202e\u2066\u200f\u061c\ufeff\u2028z"
SHOWN = r"a\n\r\x1b[2J\x9b31m\x7f\u202e\u2066\u200f\u061c\ufeff\u2028z"
CONTAINER = (DATA / "messages" / "base-packet.nmsg").read_bytes()
HTTP = (DATA / "messages" / "base-http.nmsg").read_bytes()


def safe(content):
    """Returns whether the output contains only printable characters and newlines."""
    return content.decode().replace("\n", "").isprintable()


def on_terminal(*words, given=b""):
    """Runs the tool on a terminal and returns what it prints there."""
    terminal, its_end = pty.openpty()
    tty.setraw(its_end)
    with subprocess.Popen([TOOL, *map(str, words)], stdin=subprocess.PIPE, stdout=its_end, stderr=subprocess.PIPE) as process:
        os.close(its_end)
        process.stdin.write(given)
        process.stdin.close()
        shown = b""
        try:
            while more := os.read(terminal, 65536):
                shown += more
        except OSError:  # the other end is closed
            pass
        check(process.wait(PATIENCE) == 0, f"{words}: {process.stderr.read()}")
    os.close(terminal)
    return shown


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    missing = folder / HOSTILE
    damaged = folder / f"damaged {HOSTILE}"
    damaged.write_bytes(CONTAINER + b"garbage")
    line = b'{"vname":"x\\u001b[2J\\nforged\\u0007","mname":"\\u202ey\\u0000z","message":{}}\n'

    # name, arguments, standard input, text on standard error or output
    for title, words, given, want in [
            ("missing file", ["tool", "-r", missing], b"", f"{SHOWN} for reading: No such file"),
            ("missing file for info", ["info", missing], b"", SHOWN),
            ("missing file for packet", ["packet", missing], b"", SHOWN),
            ("missing file for recover", ["recover", missing, "-w", folder / "out"], b"", SHOWN),
            ("missing schema", ["types", "--schema", missing], b"", SHOWN),
            ("unknown message type", ["types", HOSTILE], b"", SHOWN),
            ("unknown option", ["tool", f"--{HOSTILE}"], b"", SHOWN),
            ("unknown command", [HOSTILE], b"", SHOWN),
            ("invalid condition", ["tool", "-r", "-", "--where", "srcport == \x1b"], b"", "srcport == \\x1b\n           ^\n"),
            ("damaged file", ["tool", "-r", damaged, "-o", os.devnull, "-dd"], b"", f"damaged {SHOWN}: byte"),
            ("info about a damaged file", ["info", damaged], b"", f"damaged {SHOWN}\n"),
            ("report of recover", ["recover", damaged, "-w", folder / "out"], b"", f"damaged {SHOWN}: byte"),
            ("line of JSON", ["tool", "-j", "-", "-o", "-"], line, r"x\x1b[2J\nforged\x07 \u202ey\x00z"),
            ("line of presentation form", ["tool", "-f", "-", "-T", "http"], b"\x1b[2J\x00\xff\n\n", r'got "\x1b[2J\x00\xff"'),
            ("line of an argument file", ["tool", "--argv-file", "-"], b"--\x1b[2J\x00x\n", r"--\x1b[2J\x00x"),
    ]:
        done = run(*words, input=given)
        told = done.stderr + done.stdout
        check(want.encode() in told, f"{title}: {told}")
        check(safe(told), f"{title}: {told}")

    # Messages do not quote long lines in full.
    done = run("tool", "-f", "-", "-T", "http", input=b"\x1b" * 1000000 + b"\n\n")
    check(0 < len(done.stderr) < 20000, len(done.stderr))

    payload = b'{"vname":"base","mname":"http","message":{"type":"sinkhole","srchost":"x\\u001b[2J\\ndstip: forged\\u009b\\u202e"}}\n'
    nmsg = folder / "hostile.nmsg"
    check(run("tool", "-j", "-", "-w", nmsg, input=payload).returncode == 0, "JSON can be converted to NMSG")
    raw = "srchost: x\x1b[2J\ndstip: forged\x9b\u202e\n".encode()
    escaped = rb"srchost: x\x1b[2J\ndstip: forged\x9b\u202e" + b"\n"
    piped = run("tool", "-r", nmsg).stdout
    check(raw in piped, f"text in a pipe is not escaped: {piped}")
    for words in (["-o", "-"], [], ["-o", "/dev/stdout"], ["-o", "/dev/fd/1", "--threads", 3]):
        shown = on_terminal("tool", "-r", nmsg, *words)
        check(escaped in shown and safe(shown), f"{words}: {shown}")
    check(on_terminal("tool", "-r", nmsg, "--raw") == piped, "text on a terminal is not escaped with --raw")
    on_terminal("tool", "-r", nmsg, "-o", folder / "out")
    check((folder / "out").read_bytes() == piped, "text in a file is not escaped even if standard output is a terminal")
    check(safe(on_terminal("packet", "-", given=CONTAINER)), "five-tuples on a terminal")
    check(safe(on_terminal("tool", "-r", "-", given=HTTP)), "test data on a terminal")
print("everything is escaped")
