"""Command line: what is accepted, what is refused, and the exit status."""
import pathlib
import subprocess
import tempfile

from common import DATA, TOOL, check

CONTAINER = (DATA / "messages" / "base-packet.nmsg").read_bytes()
DAMAGED = CONTAINER + b"garbage" + CONTAINER
CUT = CONTAINER + CONTAINER[:50]

# name, arguments, standard input, exit status, text on standard output, text on standard error (None: not checked)
CASES = [
    ("no command", [], b"", 2, "", "Usage: nmsgxx COMMAND"),
    ("help", ["--help"], b"", 0, "Usage: nmsgxx COMMAND", ""),
    ("version", ["--version"], b"", 0, "nmsgxx 0.", ""),
    ("unknown command", ["walk"], b"", 2, "", "nmsgxx: unknown command 'walk'"),
    ("packet: help", ["packet", "--help"], b"", 0, "--format text|json|csv", ""),
    ("packet: unknown option", ["packet", "--colour"], b"", 2, "", "nmsgxx packet: unknown option: --colour"),
    ("packet: missing file", ["packet", "/no/such"], b"", 2, "", "nmsgxx packet: unable to open /no/such for reading: No such file or directory\n"),
    ("packet: directory as input", ["packet", "/"], b"", 2, "", "nmsgxx packet: unable to open / for reading: Is a directory\n"),
    ("packet: address without port", ["packet", "-s", "here"], b"", 2, "", "nmsgxx packet: 'here': expected ADDRESS/PORT\n"),
    ("packet: host name as address", ["packet", "-s", "host/1"], b"", 2, "", "expected a numeric IPv4 or IPv6 address"),
    ("packet: port 0", ["packet", "-s", "::1/0"], b"", 2, "", "from 1 to 65535"),
    ("packet: port 65536", ["packet", "-s", "::1/65536"], b"", 2, "", "from 1 to 65535"),
    ("packet: descending port range", ["packet", "-s", "::1/9..8"], b"", 2, "", "port range is descending: 9..8"),
    ("packet: invalid rate", ["packet", "-s", "::1/9,fast"], b"", 2, "", "rate"),
    ("packet: count 0", ["packet", "-c", "0"], b"", 2, "", "--count: expected a whole number from 1, got '0'"),
    ("packet: invalid format", ["packet", "--format", "xml"], b"", 2, "", "--format: expected text or json or csv, got 'xml'"),
    ("packet: output in a missing directory", ["packet", "-w", "/no/such/file"], b"", 2, "", "unable to open /no/such/file for writing: No such file"),
    ("packet: both file and interface", ["packet", "-i", "lo", "x"], b"", 2, "", "exclude each other"),
    ("packet: neither NMSG nor a capture", ["packet"], b"plain text, say", 1, "", "neither NMSG nor a capture"),
    ("packet: empty input", ["packet"], b"", 0, "", ""),
    ("packet: sound input", ["packet"], CONTAINER, 0, None, ""),
    ("packet: damaged input", ["packet"], DAMAGED, 1, None, "standard input: byte "),
    ("packet: truncated input", ["packet"], CUT, 1, None, "truncated"),
    ("packet: CSV", ["packet", "--format", "csv"], CONTAINER, 0, "time,proto,srcip,srcport,dstip,dstport,source,operator,group\n", ""),
    ("packet: totals", ["packet", "-q", "--stats"], CONTAINER, 0, "", " packets, "),
    ("packet: totals as JSON", ["packet", "-q", "--stats-json"], CONTAINER, 0, "", '{"packets":40,"five_tuples":33,'),
    ("packet: the name of an output", ["packet", "-q", "--writenmsg", "/dev/null"], CONTAINER, 0, "", ""),
    ("packet: its older name", ["packet", "-q", "--write", "/dev/null"], CONTAINER, 0, "", ""),
    ("packet: the older name of --threads", ["packet", "-j", "0"], CONTAINER, 2, "", "--threads: expected a whole number from 1 to 256, got '0'"),
    ("packet: a number of seconds", ["packet", "--stats=soon"], CONTAINER, 2, "", "--stats: expected 0 to 1000000 seconds, got 'soon'"),
    ("packet: two inputs", ["packet", "a", "b"], b"", 2, "", "unexpected argument: b"),
    ("packet: a size", ["packet", "--max-container", "4Q"], b"", 2, "", "--max-container: expected a size such as 65536, 64k or 4M, got '4Q'"),
    ("tool: help", ["tool", "-h"], b"", 0, "", "--readnmsg"),
    ("tool: version", ["tool", "-v"], b"", 0, "", "version 0."),
    ("tool: no input", ["tool"], b"", 1, "", "usage error: no data sources specified"),
    ("tool: unknown option", ["tool", "--colour"], b"", 1, "", "usage problem"),
    ("tool: vendor without type", ["tool", "-r", "-", "-V", "base"], b"", 1, "", "usage error: -V requires -T"),
    ("tool: unknown vendor", ["tool", "-r", "-", "-V", "x", "-T", "packet"], b"", 1, "", "usage error: invalid vendor ID"),
    ("tool: unknown type", ["tool", "-r", "-", "-T", "x"], b"", 1, "", "usage error: invalid message type"),
    ("tool: capture without type", ["tool", "-p", "-"], b"", 1, "", "requires -V, -T"),
    ("tool: missing file", ["tool", "-r", "/no/such"], b"", 1, "", "unable to open /no/such for reading: No such file or directory\n"),
    ("tool: port above 65535", ["tool", "-l", "127.0.0.1/65537"], b"", 1, "", "from 1 to 65535"),
    ("tool: address without slash", ["tool", "-l", "127.0.0.1"], b"", 1, "", "usage error: argument to -l needs a /"),
    ("tool: address without port", ["tool", "-r", "-", "-s", "127.0.0.1/x"], b"", 1, "", "usage error: need a port number or range after /"),
    ("tool: 22 ports", ["tool", "-l", "127.0.0.1/7000..7021"], b"", 1, "", "usage error: bad port range in -l argument"),
    ("tool: host name as address", ["tool", "-l", "localhost/7000"], b"", 1, "", "usage error: bad -l socket"),
    ("tool: invalid rate", ["tool", "-r", "-", "-s", "127.0.0.1/9,fast"], b"", 1, "", "usage error: bad -s socket"),
    ("tool: unknown channel", ["tool", "-C", "nowhere"], b"", 1, "", "channel alias lookup failed"),
    ("tool: unknown user", ["tool", "-r", "-", "-U", "no such user"], b"", 1, "", "username no such user does not exist"),
    ("tool: grouped letters and their values", ["tool", "-rco", "-", "2", "-", "-e", ";"], CONTAINER, 0, ";payload", ""),
    ("tool: shortened long names", ["tool", "--readn", "-", "--cou=1"], CONTAINER, 0, "[1:12 base packet]", ""),
    ("tool: ambiguous long name", ["tool", "--read", "-"], CONTAINER, 1, "", '"--read" might be --'),
    ("tool: switches with values", ["tool", "-r", "-", "--mirror=no", "--unbuffered=yes"], CONTAINER, 0, "packet]", ""),
    ("tool: usage", ["tool", "-?"], b"", 0, "", "--readnmsg"),
    ("tool: arguments from a file", ["tool", "--argv-file", "-"], b"-v\n", 0, "", "version 0."),
    ("tool: unsupported short option", ["tool", "-L", "tcp://127.0.0.1:9"], b"", 1, "", "ZeroMQ is not supported yet"),
    ("tool: unsupported Kafka", ["tool", "--readkafka=nmsg:topic@host"], b"", 1, "", "--readkafka: Kafka is not supported yet"),
    ("tool: Kafka without a protocol", ["tool", "--writekafka=topic@host"], b"", 1, "", "nmsg or json protocol must be set"),
    ("tool: unknown letters", ["tool", "-yY", "-r", "-"], b"", 1, "", 'unknown short option "-y"'),
    ("tool: negative number as value counts as 0", ["tool", "-r", "-", "-c", "-1"], CONTAINER, 0, "[1:12 base packet]", ""),
    ("tool: filter named by its file", ["tool", "-r", "-", "-F", "/x/nmsg_flt1_sample.so,count=50"], CONTAINER, 0, None, ""),
    ("tool: missing filter module", ["tool", "-r", "-", "-F", "./own.so"], b"", 1, "", "unable to open module file ./own.so"),
    ("tool: invalid filter parameter", ["tool", "-r", "-", "-F", "sample,count=0"], b"", 1, "", "K from 1 on"),
    ("tool: policy", ["tool", "-r", "-", "-F", "sample,count=1", "--policy", "drop"], CONTAINER, 0, "", ""),
    ("tool: unknown policy", ["tool", "-r", "-", "-F", "sample,count=1", "--policy", "x"], b"", 1, "", "unknown filter policy 'x'"),
    ("tool: condition that matches", ["tool", "-r", "-", "--where", "mname == packet"], CONTAINER, 0, "base packet]", ""),
    ("tool: condition that does not match", ["tool", "-r", "-", "--where", "mname == ipconn"], CONTAINER, 0, "", ""),
    ("tool: invalid condition", ["tool", "-r", "-", "--where", "srcport == x"], b"", 1, "", "--where, column 12: expected a number, got 'x'\nsrcport == x\n           ^\n"),
    ("tool: extra arguments", ["tool", "-r", "-", "x", "y"], CONTAINER, 1, "", "2 unwanted additional arguments"),
    ("tool: empty value", ["tool", "-r", "-", "-U", ""], CONTAINER, 1, "", '"--username" must not be empty'),
    ("tool: empty value that is allowed", ["tool", "-r", "-", "-c", "1", "-e", ""], CONTAINER, 0, "payload_type: IPpayload:", ""),
    ("tool: numbers without digits", ["tool", "-r", "-", "-c=", "-d=x"], CONTAINER, 0, "packet]", ""),
    ("tool: missing value", ["tool", "-r"], CONTAINER, 1, "", "usage problem"),
    ("tool: sound input", ["tool", "-r", "-"], CONTAINER, 0, "[1:12 base packet]", ""),
    ("tool: implied type filter", ["tool", "-r", "-", "-T", "ipconn"], CONTAINER, 0, "", ""),
    ("tool: damaged input", ["tool", "-r", "-"], DAMAGED, 1, "[1:12 base packet]", "incorrect magic"),
    ("tool: truncated input", ["tool", "-r", "-"], CUT, 0, "[1:12 base packet]", "truncated at the end"),
    ("tool: totals", ["tool", "-r", "-", "-o", "/dev/null", "-dd"], CONTAINER, 0, "", "totals: payloads_in 40 payloads_out 40"),
    ("tool: full disk", ["tool", "-r", "-", "-w", "/dev/full"], CONTAINER, 1, "", "/dev/full: write failed: No space left on device"),
    ("tool: full disk, presentation form", ["tool", "-r", "-", "-o", "/dev/full"], CONTAINER, 1, "", "/dev/full: write failed: No space left on device"),
]

for name, words, stdin, status, stdout, stderr in CASES:
    done = subprocess.run([TOOL, *words], input=stdin, capture_output=True, timeout=20, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    check(done.returncode == status, f"{name}: status {done.returncode}, {err!r}")
    for what, want, got in (("output", stdout, out), ("error", stderr, err)):
        check(want is None or (want in got if want else not got), f"{name}: standard {what}: {got!r}")
    # Usage errors take one line.
    check(status != 2 or not words or err.count("\n") == 1, f"{name}: one line on standard error: {err!r}")
print(len(CASES), "command lines")

with tempfile.TemporaryDirectory() as folder:
    first, second = pathlib.Path(folder, "1"), pathlib.Path(folder, "2")
    subprocess.run([TOOL, "tool", "-r", "-", "-w", first, "-w", second, "-c", "7"], input=CONTAINER, check=True)
    for path in (first, second):
        shown = subprocess.run([TOOL, "tool", "-r", path], capture_output=True, check=True).stdout
        check(shown.count(b"base packet") == 7, "each of two outputs gets seven payloads")
