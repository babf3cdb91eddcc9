"""Text: the tool writes and reads presentation form and JSON, also of types from .proto files."""
import json
import pathlib
import tempfile

from common import DATA, check, run

MESSAGES = DATA / "messages"
IPCONN = MESSAGES / "base-ipconn.nmsg"


def same(done, path, what):
    check(done.returncode == 0, f"{what}: status {done.returncode}: {done.stderr.decode()}")
    check(done.stdout == path.read_bytes(), what)


def refused(done, why, status=1):
    check(done.returncode == status, f"status {done.returncode} instead of {status}: {done.stderr.decode()}")
    check(why in done.stderr.decode(), f"{why!r} in {done.stderr.decode()!r}")


for nmsg in sorted(MESSAGES.glob("*.nmsg")):
    if nmsg.stem.endswith("-refused"):
        done = run("tool", "-r", nmsg, "-J", "-")
        check(done.returncode == 0 and done.stdout.count(b"\n") > 0, f"{nmsg.stem}: {done.stderr.decode()}")
        continue
    same(run("tool", "-r", nmsg, "-o", "-"), nmsg.with_suffix(".pres"), f"{nmsg.stem} in presentation form")
    same(run("tool", "-r", nmsg, "-J", "-"), nmsg.with_suffix(".json"), f"{nmsg.stem} as JSON")

# Round trips.
ipconn_json = IPCONN.with_suffix(".json")
# An address of a wrong length is null in JSON, so it is absent after reading.
sound = b"".join(line for line in ipconn_json.read_bytes().splitlines(keepends=True) if b"null" not in line)
for what, lines in (("JSON to JSON", sound), ("last line without a newline", sound.rstrip(b"\n"))):
    done = run("tool", "-j", "-", "-J", "-", input=lines)
    check(done.returncode == 0 and done.stdout == sound, f"{what}: status {done.returncode}: {done.stderr.decode()}")
done = run("tool", "-j", ipconn_json, "-J", "-")
check(done.returncode == 0 and b"null" not in done.stdout, f"null becomes absent: {done.stderr.decode()}")
check(done.stdout.count(b"\n") == ipconn_json.read_bytes().count(b"\n"), "null costs no line")
with tempfile.TemporaryDirectory() as folder:
    copy = pathlib.Path(folder, "copy")
    check(run("tool", "-j", "-", "-w", copy, input=sound).returncode == 0, "JSON to NMSG")
    shown = run("tool", "-r", copy, "-o", "-").stdout
    check(shown.count(b"base ipconn") == sound.count(b"\n") > 30, "NMSG to presentation form")
    check(run("tool", "-f", "-", "-V", "base", "-T", "ipconn", "-w", copy, input=shown).returncode == 0,
          "presentation form to NMSG")
    check(run("tool", "-r", copy, "-J", "-").stdout == sound, "NMSG to JSON")

# Only the malformed line is lost.
lines = ipconn_json.read_bytes().splitlines(keepends=True)
done = run("tool", "-j", "-", "-J", "-", input=lines[0] + b"not json\n\n" + lines[1])
check(done.stdout == lines[0] + lines[1], "the lines around a malformed one are read")
refused(done, 'line 2: JSON parse error: "not json"')
done = run("tool", "-j", "-", "-J", "-", input=lines[0].replace(b'"proto"', b'"protocol"') + lines[1])
check(done.stdout == lines[1], "the line after a malformed one is read")
refused(done, "line 1: JSON parse error")
check(b"unknown field protocol" in done.stderr, done.stderr)
done = run("tool", "-f", "-", "-T", "ipconn", "-J", "-", input=b"proto: 6\n\nprot: 7\n\nproto: 8\n\n")
check([json.loads(line)["message"]["proto"] for line in done.stdout.splitlines()] == [6, 8],
      "the records around a malformed one are read")
refused(done, "line 3: unknown field prot")
refused(run("tool", "-f", "-", "-o", "-"), "-V, -T")

# A message that cannot be decoded is shown and reported.
garbage = b"NMSG\x00\x02\x00\x00\x00\x11\x0a\x0f\x08\x01\x10\x05\x18\x01\x25\x00\x00\x00\x00\x2a\x02\xff\xff"
done = run("tool", "-r", "-", "-J", "-", input=garbage)
check(json.loads(done.stdout)["message"] is None and json.loads(done.stdout)["payload"] == "//8=",
      "JSON has the bytes of the message")
refused(done, "nmsgxx tool: -: ")

check(b"proto: 6|" in run("tool", "-j", "-", "-o", "-", "-e", "|", input=b'{"vname":"base","mname":"ipconn","message":{"proto":6}}').stdout,
      "-e")
check(b"proto: 6\t\\x" in run("tool", "-j", "-", "-o", "-", "-e", "\\t\\x", input=b'{"vname":"base","mname":"ipconn","message":{"proto":6}}').stdout,
      "-e with escapes")

# Message types.
done = run("types")
check(done.returncode == 0 and len(done.stdout.splitlines()) == 20 and b"1:12 base packet" in done.stdout, "types")
done = run("types", "base/dnsqr")
check(b"udp_checksum" in done.stdout and b"computed" in done.stdout, "types base/dnsqr")
refused(run("types", "nosuch"), "unknown message type or vendor: nosuch", status=2)
with tempfile.TemporaryDirectory() as folder:
    proto = pathlib.Path(folder, "login.proto")
    proto.write_text('syntax = "proto2"; package acme; message Login { required string user = 1; optional uint32 port = 2; }')
    maps = pathlib.Path(folder, "maps")
    maps.write_text("# types of ours\n\n9:1=acme.Login,acme,login\n")
    schema = ["--schema", proto, "--map", f"@{maps}"]
    line = b'{"time":"2023-11-14 22:13:20.000000000","vname":"acme","mname":"login","message":{"user":"eve","port":22}}\n'
    nmsg = pathlib.Path(folder, "logins.nmsg")
    check(run("tool", *schema, "-j", "-", "-w", nmsg, input=line).returncode == 0, "JSON of a new type to NMSG")
    check(run("tool", *schema, "-r", nmsg, "-J", "-").stdout == line, "NMSG of a new type to JSON")
    shown = run("tool", *schema, "-r", nmsg, "-o", "-").stdout
    check(b"[9:1 acme login]" in shown and b"user: eve\nport: 22\n" in shown, shown)
    check(run("tool", *schema, "-f", "-", "-V", "acme", "-T", "login", "-J", "-", input=shown).stdout == line,
          "presentation form of a new type to JSON")
    check(b"<UNKNOWN NMSG 9:1>\n1: \"eve\"\n2: 22\n" in run("tool", "-r", nmsg, "-o", "-").stdout,
          "presentation form without the schema")
    check(json.loads(run("tool", "-r", nmsg, "-J", "-").stdout)["message"] == {"1": "ZXZl", "2": 22}, "JSON without the schema")
    check(b"user" in run("types", *schema, "acme/login").stdout, "types with a schema")
    # The protobuf library needs more than a hundred bytes for an empty message.
    proto.write_text('syntax = "proto2"; package acme; message Login { repeated Login inner = 1; optional string user = 2; }')
    inner = b'{"vname":"acme","mname":"login","message":{"inner":[{"user":"%s","inner":[%s{}]}]}}\n'
    done = run("tool", *schema, "-j", "-", "-w", nmsg, input=inner % (b"x" * 1_000_000, b"{}," * 1000) + inner % (b"", b"{}," * 300_000))
    refused(done, "line 2: ")
    refused(done, "field inner: the nested message has more than 262144 values")
    check(run("tool", *schema, "-r", nmsg, "-J", "-").stdout.count(b"{}") == 1001, "nested messages within the limit")
    refused(run("types", "--schema", folder + "/nosuch.proto"), "nosuch.proto", status=2)
    refused(run("tool", "--schema", proto, "--map", "9:1=acme.Nothing", "-r", nmsg), "acme.Nothing")

# Messages that libprotobuf logs for each invalid value are printed once and counted.  A schema must be a regular file.
with tempfile.TemporaryDirectory() as folder:
    proto = pathlib.Path(folder, "inner.proto")
    proto.write_text('syntax = "proto3"; package acme; message Inner { string text = 1; } message Outer { Inner inner = 1; }')
    schema = ["--schema", proto, "--map", "9:1=acme.Outer,acme,outer"]
    payload = b"\x0a\x14\x08\x09\x10\x01\x18\x01\x25\x00\x00\x00\x00\x2a\x07\x0a\x05\x0a\x03\xff\x1b["
    container = b"NMSG\x00\x02" + (len(payload) * 50).to_bytes(4, "big") + payload * 50
    for form, want in (("-J", b'"inner":null'), ("-o", b"inner: <the message does not decode>\n")):
        done = run("tool", *schema, "-r", "-", form, "-", input=container)
        check(done.stdout.count(want) == 50, done.stdout)
        said = done.stderr.splitlines()
        check(len(said) == 2 and said[0].startswith(b"nmsgxx: libprotobuf: ") and b"invalid UTF-8" in said[0], said)
        check(said[1].startswith(b"nmsgxx: libprotobuf: 50 times in all "), said)
    done = run("tool", *schema, "-f", "-", "-V", "acme", "-T", "outer", "-J", "-", input=b"inner: nothing: 5\n\n" * 50)
    check(len(done.stderr.splitlines()) == 2 and b"libprotobuf" not in done.stderr, done.stderr)
    check(b"field inner: expected the text of a acme.Inner: line 1, column 8: " in done.stderr, done.stderr)
    for path in ("/dev/zero", "/dev/stdin", folder):
        refused(run("types", "--schema", path, input=proto.read_bytes()), f"{path}: it is not a regular file", status=2)
        refused(run("types", "--map", f"@{path}", input=b"9:1=acme.Outer"), f"{path}: it is not a regular file", status=2)
