"""info: its text and JSON agree with what `nmsgxx tool` reads from the same files."""
import json

from common import DATA, check, run

MESSAGES = sorted((DATA / "messages").glob("base-*.nmsg"))

done = run("info", "--json", *MESSAGES)
check(done.returncode == 0, done.stderr.decode())
objects = [json.loads(line) for line in done.stdout.splitlines()]
check(len(objects) == len(MESSAGES) > 10, "there is an object for each file")
for path, told in zip(MESSAGES, objects):
    payloads = [json.loads(line) for line in run("tool", "-r", path, "-J", "-").stdout.decode("utf-8", "replace").splitlines()]
    check(told["file"] == str(path), f"{path}: name")
    check(told["octets"] == path.stat().st_size, f"{path}: size")
    check(told["payloads"]["count"] == len(payloads), f"{path}: payloads")
    (kind,) = told["types"]
    check({(one["vname"], one["mname"]) for one in payloads} == {(kind["vname"], kind["mname"])}, f"{path}: type")
    times = sorted(one["time"] for one in payloads)
    check([told["first"], told["last"]] == [times[0], times[-1]], f"{path}: times")
    check(len(told["sources"]) == len({one["source"] for one in payloads if "source" in one}), f"{path}: sources")
    check(told["bad_crc"] == told["skipped_octets"] == 0, f"{path}: no damage")

text = run("info", MESSAGES[0], MESSAGES[1]).stdout.decode()
check(text.count("File:") == 2 and f"{MESSAGES[1]}" in text, "there is a block for each file")
check(f"Bytes:                 {MESSAGES[0].stat().st_size}\n" in text, "the text has the size")

container = MESSAGES[0].read_bytes()
done = run("info", "-", input=container + b"garbage" + container[:50])
check(done.returncode == 1, "damage results in exit status 1")
check("Skipped bytes:         57\n" in done.stdout.decode() and "incorrect magic" in done.stderr.decode(), "damage is reported")
done = run("info", "/no/such", MESSAGES[0])
check(done.returncode == 1 and b"/no/such" in done.stderr and b"Payloads:" in done.stdout, "other files are still reported")
check(run("info").returncode == 2, "a file name is required")
