"""JSON: every line is valid, whatever payloads and names contain, and -j reads everything that nmsgtool writes.

Python's json checks the lines, and jq if it is installed.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from common import check, run

JQ = shutil.which("jq")


def lists(depth):
    return b"[" * depth + b"]" * depth


def objects(depth):
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


# Content of base:encode payloads of type JSON, and whether they have a `val`.
ENCODED = [
    (b'{"a" : [true, null, -0, 1.5E+2]}', True),
    (b"123456789012345678901234567890", True),
    (b"[1e400, -1e400, 1e-400]", True),
    (rb'"\ud800"', True),
    (rb'["\udc00\ud800x", "\ud83d\ude00"]', True),
    (rb'{"\ud83d":1}', True),
    (b"[1,\r\n2]\n", True),
    (b"1" * 4300, True),
    (b"1" * 4301, False),
    (lists(125), True),
    (lists(126), False),
    (objects(125), True),
    (objects(126), False),
    (lists(1_000_000), False),
    (b"[" * 1_000_000, False),
    (b'"\xed\xa0\x80"', False),
    (b'"\xf4\x90\x80\x80"', False),
    (b'"\xff"', False),
    (b'"a\tb"', False),
    (b"[1,]", False),
    (b"1 2", False),
    (b"01", False),
    (b"NaN", False),
    (b"1\0", False),
    (b"\xef\xbb\xbf1", False),
    (b"", False),
]
# Bytes that are not UTF-8, and the text that represents them.
TEXTS = [
    (b"a\xffb", "a\ufffdb"),
    (b"\xed\xa0\x80", "\ufffd"),
    (b"\xed\xbf\xbf.", "\ufffd."),
    (b"\xed\x9f\xbf\xee\x80\x80", "\ud7ff\ue000"),
    (b"\xf4\x8f\xbf\xbf", "\U0010ffff"),
    (b"\xf4\x90\x80\x80", "\ufffd"),
    (b"\xf5\x80\x80\x80", "\ufffd"),
    (b'"\\\x1b[31m\n', '"\\\x1b[31m\n'),
]


def record(mname, **message):
    return json.dumps({"vname": "base", "mname": mname, "message": message}).encode() + b"\n"


def encoded(kind, data):
    return record("encode", type=kind, payload=base64.b64encode(data).decode())


def parsed(output, what):
    """Returns the objects in the lines."""
    lines = output.splitlines(keepends=True)
    if JQ:
        judged = subprocess.run([JQ, "-c", "0"], input=output, capture_output=True, check=False)
        check(judged.returncode == 0, f"{what}: jq: {judged.stderr.decode()}")
        check(judged.stdout == b"0\n" * len(lines), f"{what}: jq reads {judged.stdout.count(b'0')} of {len(lines)}")
    return [json.loads(line.decode()) for line in lines]


# base:encode
done = run("tool", "-j", "-", "-J", "-", input=b"".join(encoded("JSON", data) for data, _ in ENCODED))
check(done.returncode == 0, done.stderr.decode())
shown = parsed(done.stdout, "encoded JSON")
check(len(shown) == len(ENCODED), f"{len(shown)} lines")
for one, (data, has_value) in zip(shown, ENCODED):
    payload = one["message"]["payload"]
    check(base64.b64decode(payload["b64"]) == data, f"b64 of {data[:40]}")
    check(("val" in payload) == has_value, f"val of {data[:40]}: {str(payload)[:80]}")
check(b'"val":[1e400, -1e400, 1e-400],' in done.stdout, "numbers are copied unchanged")
check(b'"val":123456789012345678901234567890,' in done.stdout, "a number above 64 bits is copied unchanged")
check(rb'"val":["\ufffd\ufffdx", "\ud83d\ude00"],' in done.stdout, "unpaired surrogates are replaced")
again = run("tool", "-j", "-", "-J", "-", input=done.stdout)
check(again.returncode == 0 and again.stdout == done.stdout,
      f"the lines are the same after being read back: {again.stderr.decode()}")

# Text
done = run("tool", "-j", "-", "-J", "-", input=b"".join(encoded("XML", data) for data, _ in TEXTS))
check([one["message"]["payload"]["val"] for one in parsed(done.stdout, "XML")] == [text for _, text in TEXTS],
      "text of base:encode")
line = b'{"vname":"base","mname":"logline","message":{"category":"%s"}}\n'
raw = b"".join(line % data for data, _ in TEXTS[:-1])
done = run("tool", "-j", "-", "-J", "-", input=raw)
check([one["message"]["category"] for one in parsed(done.stdout, "text")] == [text for _, text in TEXTS[:-1]], "text")
with tempfile.TemporaryDirectory() as folder:
    copy = pathlib.Path(folder, "copy")
    check(run("tool", "-j", "-", "-w", copy, input=raw).returncode == 0, "bytes that are not UTF-8 are read")
    check(all(data in copy.read_bytes() for data, _ in TEXTS[:-1]), "bytes that are not UTF-8 are kept")

# Names of operators and of files
with tempfile.TemporaryDirectory() as folder:
    aliases = pathlib.Path(folder, "aliases")
    aliases.write_bytes(b'7 a"\\\xff\xed\xa0\x80\n')
    named = b'{"vname":"base","mname":"ipconn","operator":7,"message":{}}\n'
    done = run("tool", "-j", "-", "-J", "-", input=named, env={**os.environ, "NMSG_OPALIAS_FILE": str(aliases)})
    check([one["operator"] for one in parsed(done.stdout, "operators")] == ['a"\\\ufffd\ufffd'],
          "the name of an operator is valid UTF-8")

    odd = os.path.join(os.fsencode(folder), b'a"\\\x01\n\xff\xed\xa0\x80.nmsg')
    check(run("tool", "-j", "-", "-w", os.fsdecode(odd), input=named).returncode == 0, "a file with an odd name is written")
    with open(odd, "ab") as file:
        file.write(b"damage")
    done = subprocess.run([os.environ["NMSGXX_TOOL"], "info", "--json", odd], capture_output=True, check=False)
    (told,) = parsed(done.stdout, "info --json")
    check(told["file"].endswith('/a"\\\x01\n\ufffd\ufffd.nmsg'), told["file"])
    done = subprocess.run([os.environ["NMSGXX_TOOL"], "recover", "--json", odd, "-w", aliases], capture_output=True, check=False)
    check(len(parsed(done.stdout, "recover --json")) > 0, f"recover --json: {done.stderr.decode()}")

# Names of types
with tempfile.TemporaryDirectory() as folder:
    proto = pathlib.Path(folder, "t.proto")
    proto.write_text('syntax = "proto2"; package t; enum E { ONE = 1; } message M { optional string s = 1; optional E e = 2; }')
    types = ["--schema", proto, "--map", '9:1=t.M,ac"me\\,a\x1b[31m\t"b']
    line = {"time": "2023-11-14 22:13:20.000000000", "vname": 'ac"me\\', "mname": 'a\x1b[31m\t"b', "message": {"s": 'a"\x01', "e": "ONE"}}
    done = run("tool", *types, "-j", "-", "-J", "-", input=json.dumps(line).encode() + b"\n")
    check(parsed(done.stdout, "names of types") == [line], f"{done.stdout} {done.stderr}")
    copy = pathlib.Path(folder, "copy")
    check(run("tool", *types, "-j", "-", "-w", copy, input=done.stdout).returncode == 0, "NMSG of a new message type")
    (told,) = parsed(run("info", *types, "--json", copy).stdout, "info --json of names of types")
    check(told["types"][0]["vname"] == line["vname"] and told["types"][0]["mname"] == line["mname"], told)

# Reading
KEPT = [
    b'{"big":123456789012345678901234567890,"vname":"base","mname":"ipconn","message":{"proto":1}}',
    b'{"big":1e400,"vname":"base","mname":"ipconn","message":{"proto":2}}',
    rb'{"s":"\ud800","vname":"base","mname":"ipconn","message":{"proto":3}}',
    rb'{"\udc00":[{}],"vname":"base","mname":"ipconn","message":{"proto":4}}',
    b'{"x":' + lists(1023) + b',"vname":"base","mname":"ipconn","message":{"proto":5}}',
    b'{"vname":"base","mname":"ipconn","message":{"proto":0},"message":{"proto":6}}',
    b'{"vname":"SIE","mname":"ipconn","vname":"base","message":{"proto":7,"srcip":null,"srcport":null}}',
    b'{"message":{"proto":9,"proto":8},"vname":"base","mname":"ipconn","source":null}',
]
LOST = [
    b'{"x":' + lists(1024) + b',"vname":"base","mname":"ipconn","message":{"proto":90}}',
    b'{"x":' + lists(1_000_000) + b',"vname":"base","mname":"ipconn","message":{"proto":91}}',
    b'{"x":' + b"[" * 1_000_000,
    b'{"vname":"base","mname":"ipconn","message":{"proto":92}}{}',
    b'{"vname":"base","mname":"ipconn","message":{"proto":93}} x',
]
for lost in (None, *LOST):
    done = run("tool", "-j", "-", "-J", "-", input=b"\n".join(KEPT + ([lost] if lost else [])) + b"\n")
    protocols = [one["message"].get("proto") for one in parsed(done.stdout, "lines")]
    check(protocols == list(range(1, 1 + len(KEPT))), f"{str(lost)[:80]}: {protocols} {done.stderr.decode()}")
    check(done.returncode == (1 if lost else 0), f"{str(lost)[:80]}: status {done.returncode}")
done = run("tool", "-j", "-", "-J", "-", input=rb'{"vname":"base","mname":"logline","message":{"category":"\ud83d\ude00\ud800"}}')
check(parsed(done.stdout, "surrogates")[0]["message"]["category"] == "\U0001f600\ufffd", done.stdout)
# nmsgtool writes invalid JSON for base:encode, and numbers such as nan.
line = b'{"vname":"base","mname":"encode","message":{"type":"JSON","payload":{"val":%s,"b64":"eA=="}}}\n'
done = run("tool", "-j", "-", "-J", "-", input=b"".join(line % value for value in (b'"a\tb"', b"[1,]", b'{"a":[],}', b'"\xed\xa0\x80\xff"')))
check(len(parsed(done.stdout, "nmsgtool's")) == 4 and done.returncode == 0, done.stderr.decode())
odd = b'{"vname":"base","mname":"dnsqr","message":{"type":"TCP","query_ip":"10.0.0.1","response_ip":"10.0.0.2","proto":"TCP",' \
      b'"query_port":1,"response_port":53,"id":0,"timeout":%s}}\n'
done = run("tool", "-j", "-", "-J", "-", input=b"".join(odd % number for number in (b"nan", b"-nan", b"inf", b"-inf", b"1e400", b"2.5")))
check([one["message"]["timeout"] for one in parsed(done.stdout, "doubles")] == 5 * [None] + [2.5], done.stdout + done.stderr)
