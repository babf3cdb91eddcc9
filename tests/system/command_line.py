"""What the command line takes and refuses, and the exit status of each end."""
import pathlib
import subprocess
import tempfile

from common import DATA, TOOL, check

CONTAINER = (DATA / "messages" / "base-packet.nmsg").read_bytes()
DAMAGED = CONTAINER + b"garbage" + CONTAINER
CUT = CONTAINER + CONTAINER[:50]

# name, words, standard input, exit status, what is on standard output, what is on standard error (None: not looked at)
CASES = [
    ("no command", [], b"", 2, "", "Usage: nmsgxx COMMAND"),
    ("help", ["--help"], b"", 0, "Usage: nmsgxx COMMAND", ""),
    ("version", ["--version"], b"", 0, "nmsgxx 0.", ""),
    ("another command", ["walk"], b"", 2, "", "nmsgxx: unknown command 'walk'"),
    ("packet: help", ["packet", "--help"], b"", 0, "--format FORMAT", ""),
    ("packet: unknown option", ["packet", "--colour"], b"", 2, "", "nmsgxx packet: "),
    ("packet: no such file", ["packet", "/no/such"], b"", 2, "", "nmsgxx packet: unable to open /no/such for reading: No such file or directory\n"),
    ("packet: a folder", ["packet", "/"], b"", 2, "", "nmsgxx packet: unable to open / for reading: Is a directory\n"),
    ("packet: no address", ["packet", "-s", "here"], b"", 2, "", "nmsgxx packet: 'here': an address needs a / and a port\n"),
    ("packet: a name for an address", ["packet", "-s", "host/1"], b"", 2, "", "no numeric IPv4 or IPv6 address"),
    ("packet: port 0", ["packet", "-s", "::1/0"], b"", 2, "", "from 1 to 65535"),
    ("packet: port 65536", ["packet", "-s", "::1/65536"], b"", 2, "", "from 1 to 65535"),
    ("packet: falling ports", ["packet", "-s", "::1/9..8"], b"", 2, "", "falls"),
    ("packet: bad rate", ["packet", "-s", "::1/9,fast"], b"", 2, "", "rate"),
    ("packet: count 0", ["packet", "-c", "0"], b"", 2, "", "--count"),
    ("packet: bad format", ["packet", "--format", "xml"], b"", 2, "", "--format"),
    ("packet: output in no folder", ["packet", "-w", "/no/such/file"], b"", 2, "", "unable to open /no/such/file for writing: No such file"),
    ("packet: input and interface", ["packet", "-i", "lo", "x"], b"", 2, "", "exclude each other"),
    ("packet: neither NMSG nor a capture", ["packet"], b"plain text, say", 1, "", "neither NMSG nor a capture"),
    ("packet: nothing", ["packet"], b"", 0, "", ""),
    ("packet: whole", ["packet"], CONTAINER, 0, None, ""),
    ("packet: damaged", ["packet"], DAMAGED, 1, None, "standard input: octet "),
    ("packet: cut", ["packet"], CUT, 1, None, "cut off"),
    ("packet: csv", ["packet", "--format", "csv"], CONTAINER, 0, "time,proto,srcip,srcport,dstip,dstport,source,operator,group\n", ""),
    ("packet: totals", ["packet", "-q", "--stats"], CONTAINER, 0, "", " packets, "),
    ("tool: help", ["tool", "-h"], b"", 0, "", "--readnmsg"),
    ("tool: version", ["tool", "-v"], b"", 0, "", "version 0."),
    ("tool: no input", ["tool"], b"", 1, "", "usage error: no data sources specified"),
    ("tool: unknown option", ["tool", "--colour"], b"", 1, "", "usage problem"),
    ("tool: vendor without type", ["tool", "-r", "-", "-V", "base"], b"", 1, "", "usage error: -V requires -T"),
    ("tool: unknown vendor", ["tool", "-r", "-", "-V", "x", "-T", "packet"], b"", 1, "", "usage error: invalid vendor ID"),
    ("tool: unknown type", ["tool", "-r", "-", "-T", "x"], b"", 1, "", "usage error: invalid message type"),
    ("tool: capture without type", ["tool", "-p", "-"], b"", 1, "", "requires -V, -T"),
    ("tool: no such file", ["tool", "-r", "/no/such"], b"", 1, "", "unable to open /no/such for reading: No such file or directory\n"),
    ("tool: port taken modulo", ["tool", "-l", "127.0.0.1/65537"], b"", 1, "", "from 1 to 65535"),
    ("tool: no slash", ["tool", "-l", "127.0.0.1"], b"", 1, "", "usage error: argument to -l needs a /"),
    ("tool: no port", ["tool", "-r", "-", "-s", "127.0.0.1/x"], b"", 1, "", "usage error: need a port number or range after /"),
    ("tool: 22 ports", ["tool", "-l", "127.0.0.1/7000..7021"], b"", 1, "", "usage error: bad port range in -l argument"),
    ("tool: a name for an address", ["tool", "-l", "localhost/7000"], b"", 1, "", "usage error: bad -l socket"),
    ("tool: bad rate", ["tool", "-r", "-", "-s", "127.0.0.1/9,fast"], b"", 1, "", "usage error: bad -s socket"),
    ("tool: unknown channel", ["tool", "-C", "nowhere"], b"", 1, "", "channel alias lookup failed"),
    ("tool: unknown user", ["tool", "-r", "-", "-U", "no such user"], b"", 1, "", "username no such user does not exist"),
    ("tool: a group of letters and its values", ["tool", "-rco", "-", "2", "-", "-e", ";"], CONTAINER, 0, ";payload", ""),
    ("tool: a long name cut short", ["tool", "--readn", "-", "--cou=1"], CONTAINER, 0, "[1:12 base packet]", ""),
    ("tool: a name too short", ["tool", "--read", "-"], CONTAINER, 1, "", '"--read" might be --'),
    ("tool: a switch with a value", ["tool", "-r", "-", "--mirror=no", "--unbuffered=yes"], CONTAINER, 0, "packet]", ""),
    ("tool: usage", ["tool", "-?"], b"", 0, "", "--readnmsg"),
    ("tool: words of a file", ["tool", "--argv-file", "-"], b"-v\n", 0, "", "version 0."),
    ("tool: what is not there yet", ["tool", "-L", "tcp://127.0.0.1:9"], b"", 1, "", "ZeroMQ is not supported yet"),
    ("tool: Kafka is not, either", ["tool", "--readkafka=nmsg:topic@host"], b"", 1, "", "--readkafka: Kafka is not supported yet"),
    ("tool: Kafka without a protocol", ["tool", "--writekafka=topic@host"], b"", 1, "", "nmsg or json protocol must be set"),
    ("tool: unknown letters", ["tool", "-yY", "-r", "-"], b"", 1, "", 'unknown short option "-y"'),
    ("tool: a number with a sign is a value, and 0", ["tool", "-r", "-", "-c", "-1"], CONTAINER, 0, "[1:12 base packet]", ""),
    ("tool: a filter by its file", ["tool", "-r", "-", "-F", "/x/nmsg_flt1_sample.so,count=50"], CONTAINER, 0, None, ""),
    ("tool: a filter that is not there", ["tool", "-r", "-", "-F", "./own.so"], b"", 1, "", "unable to open module file ./own.so"),
    ("tool: a parameter of a filter", ["tool", "-r", "-", "-F", "sample,count=0"], b"", 1, "", "K from 1 on"),
    ("tool: a policy", ["tool", "-r", "-", "-F", "sample,count=1", "--policy", "drop"], CONTAINER, 0, "", ""),
    ("tool: an unknown policy", ["tool", "-r", "-", "-F", "sample,count=1", "--policy", "x"], b"", 1, "", "unknown filter policy 'x'"),
    ("tool: a condition", ["tool", "-r", "-", "--where", "mname == packet"], CONTAINER, 0, "base packet]", ""),
    ("tool: another condition", ["tool", "-r", "-", "--where", "mname == ipconn"], CONTAINER, 0, "", ""),
    ("tool: a wrong condition", ["tool", "-r", "-", "--where", "srcport == x"], b"", 1, "", "--where, column 12: 'x' is no number\nsrcport == x\n           ^\n"),
    ("tool: words too many", ["tool", "-r", "-", "x", "y"], CONTAINER, 1, "", "2 unwanted additional arguments"),
    ("tool: an empty value", ["tool", "-r", "-", "-U", ""], CONTAINER, 1, "", '"--username" must not be empty'),
    ("tool: a value that may be empty", ["tool", "-r", "-", "-c", "1", "-e", ""], CONTAINER, 0, "payload_type: IPpayload:", ""),
    ("tool: numbers without digits", ["tool", "-r", "-", "-c=", "-d=x"], CONTAINER, 0, "packet]", ""),
    ("tool: a value that lacks", ["tool", "-r"], CONTAINER, 1, "", "usage problem"),
    ("tool: whole", ["tool", "-r", "-"], CONTAINER, 0, "[1:12 base packet]", ""),
    ("tool: implied type filter", ["tool", "-r", "-", "-T", "ipconn"], CONTAINER, 0, "", ""),
    ("tool: damaged", ["tool", "-r", "-"], DAMAGED, 1, "[1:12 base packet]", "incorrect magic"),
    ("tool: cut", ["tool", "-r", "-"], CUT, 0, "[1:12 base packet]", "cut off at the end"),
    ("tool: totals", ["tool", "-r", "-", "-o", "/dev/null", "-dd"], CONTAINER, 0, "", "totals: payloads_in 40 payloads_out 40"),
    ("tool: full disk", ["tool", "-r", "-", "-w", "/dev/full"], CONTAINER, 1, "", "/dev/full: No space left on device"),
    ("tool: full disk, text", ["tool", "-r", "-", "-o", "/dev/full"], CONTAINER, 1, "", "/dev/full: No space left on device"),
]

for name, words, stdin, status, stdout, stderr in CASES:
    done = subprocess.run([TOOL, *words], input=stdin, capture_output=True, timeout=20, check=False)
    out, err = done.stdout.decode(), done.stderr.decode()
    check(done.returncode == status, f"{name}: status {done.returncode}, {err!r}")
    for what, want, got in (("output", stdout, out), ("error", stderr, err)):
        check(want is None or (want in got if want else not got), f"{name}: standard {what}: {got!r}")
    # One line says it all.
    check(status != 2 or not words or err.count("\n") == 1, f"{name}: more than a line: {err!r}")
print(len(CASES), "command lines")

with tempfile.TemporaryDirectory() as folder:
    first, second = pathlib.Path(folder, "1"), pathlib.Path(folder, "2")
    subprocess.run([TOOL, "tool", "-r", "-", "-w", first, "-w", second, "-c", "7"], input=CONTAINER, check=True)
    for path in (first, second):
        shown = subprocess.run([TOOL, "tool", "-r", path], capture_output=True, check=True).stdout
        check(shown.count(b"base packet") == 7, "two outputs in turn, seven payloads each")
