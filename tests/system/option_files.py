"""Options of `nmsgxx tool` that need files alone."""
from option_cases import Case, at_least, both, containers, nothing, payloads, same_as, shows, smaller_than

ALIASES = {"NMSG_OPALIAS_FILE": "operators", "NMSG_GRALIAS_FILE": "groups"}
LOGINS = "-r logins --schema login.proto --map 9:1=acme.Login,acme,login"

# What must be in the files that are written; standard input gives nothing and does not end.
CASES = [
    Case("NMSG to presentation form", "-r http -o out", {"out": same_as("base-http.pres")}),
    Case("NMSG to JSON", "-r http -J out", {"out": same_as("base-http.json")}),
    Case("NMSG to NMSG", "-r http -w out", {"out": same_as("base-http.nmsg")}),
    Case("the output that is implied", "-r http", {"": same_as("base-http.pres")}),
    Case("JSON", "-j packet.json -o out", {"out": same_as("base-packet.pres")}),
    Case("presentation form", "-f logline.pres -V base -T logline -J out", {"out": same_as("base-logline.json")}),
    Case("a capture", "-p three.pcap -V base -T packet -w out", {"out": payloads(3)}),
    Case("a filter", "-p three.pcap -T packet -b 'udp port 2000' -w out", {"out": payloads(1)}),
    Case("the environment's filter", "-p three.pcap -T packet -w out", {"out": payloads(2)}, {"NMSG_BPF": "not port 2000"}),
    Case("a filter and the environment's", "-p three.pcap -T packet -b 'port 2000' -w out", {"out": payloads(1)},
         {"NMSG_BPF": "not port 2000"}),
    Case("one type alone", "-r 'two types' -V base -T http -w out", {"out": same_as("base-http.nmsg")}),
    Case("what ends lines", r"-r http -c 1 -o out -e ';\t\\\n'", {"out": shows(";\t\\\n", 17)}),
    Case("payloads in turn", "-r http -w 1 -J 2", {"1": payloads(20), "2": shows("\n", 20)}),
    Case("payloads to all", "-r http -w 1 -J 2 --mirror", {"1": same_as("base-http.nmsg"), "2": same_as("base-http.json")}),
    Case("a count", "-r http -c 7 -w 1 -w 2", {"1": payloads(7), "2": payloads(7)}),
    Case("compression", "-r http -z -w out", {"out": both(smaller_than("http"), containers(1, flags=1), payloads(40))}),
    Case("a container for each payload", "-r http --unbuffered -w out", {"out": both(containers(40), payloads(40))}),
    Case("tags by number", "-r http --setsource 0xab --setoperator 07 --setgroup 9 -o out",
         {"out": shows("[000000ab] [7] [9] \n", 40)}),
    Case("tags by name", "-r http --setoperator North --setgroup night -J out",
         {"out": shows('"operator":"north","group":"night"', 40)}, ALIASES),
    Case("tags let through", "-r tagged --getsource 171 --getoperator north --getgroup 9 -w out", {"out": payloads(40)}, ALIASES),
    Case("another source", "-r tagged --getsource 170 -w out", {"out": nothing}),
    Case("another operator", "-r tagged --getoperator south -w out", {"out": nothing}, ALIASES),
    Case("another group", "-r tagged --getgroup 7 -w out", {"out": nothing}),
    Case("a type of a .proto file", f"{LOGINS} -J out", {"out": shows('"vname":"acme","mname":"login"', 40)}),
    Case("files by count", "-r http -c 7 -w out -k 'echo done'", {"": shows("done ./out.", 6), "out.*.nmsg": payloads(40)}),
    Case("files of text", "-r http -c 15 -o out -J out -k ''", {"out.*.json": shows("\n", 20), "out.*[0-9]": shows("] [1:4 ", 20)}),
    Case("files by the clock", "-r http -B 6000 -t 1 -w out -k 'echo done'",
         {"": at_least("done ./out.", 2), "out.*.nmsg": payloads(40)}),
    Case("the end by the clock", "-j - -t 2 -R -w out", {"out": nothing}),
    Case("the environment's command", "-r http -w out", {"": shows("done ./out.", 1)}, {"NMSG_KICKER": "echo done"}),
    Case("the environment's empty command", "-r http -w out", {"": nothing, "out.*.nmsg": payloads(40)}, {"NMSG_KICKER": ""}),
    Case("a command and the environment's", "-r http -w out -k 'echo mine'", {"": shows("mine ./out.", 1)},
         {"NMSG_KICKER": "echo done"}),
    Case("a name that shells take apart", """-r http -w "a ;'b" -k 'echo done'""", {"": shows("done ./a ;'b.", 1)}),
    Case("a command that is none", "-r http -w out -k 'echo ('", {"!": shows("WARNING: system() failed"), "out.*.nmsg": payloads(40)}),
    Case("level 1", "-r http -w out -d", {"!": nothing}),
    Case("level 2", "-r http -w out -dd", {"!": both(shows(" version "), shows("nmsg file input: http\n"),
                                                     shows("nmsg file output: out\n"), shows("totals: payloads_in 40 "))}),
    Case("level 2, settings", "-r http -T http --setgroup 5 --getoperator 6 -d=2", {
        "!": both(shows("input vendor = base\n"), shows("nmsg group set to '5' (5)\n"), shows("filter operator set to '6' (6)\n"))}),
    Case("level 2, files", "-r http -w out -k '' -c 30 -dd", {
        "!": both(shows("reopened nmsg file output: ./out.", 1), shows("totals: ", 2), shows("closed output: out\n", 1))}),
    Case("level 2, failure", "-r damaged -w out -dd", {"!": shows("nmsg_io_loop() failed: generic failure (1)\n")}, status=1),
    Case("words of the environment", "-r http -w out", {"out": payloads(2)}, {"ARGV_NMSGTOOL": "-c 2"}),
    Case("words behind the environment's", "-r http -w out -c 3", {"out": payloads(3)}, {"ARGV_NMSGTOOL": "-c 2"}),
    Case("words of a file", "-r http -w out --argv-file words", {"out": payloads(2)}),
    Case("letters and their values", "-rzdJ=out http", {"out": same_as("base-http.json")}),
    Case("a long name cut short", "--readn http --writej=out", {"out": same_as("base-http.json")}),
    Case("digits and others", "-r http -w out --count=7up", {"out": payloads(7)}),
    Case("the version", "-v", {"!": shows("version 0.", 1), "": nothing}),
    *[Case(f"help by {word}", word, {"!": shows("--readnmsg"), "": nothing})
      for word in ("-h", "--help", "-?", "--usage", "--usage-short", "--usage-long", "--usage-all")],
]
