#include "option_table.hpp"

#include <algorithm>
#include <iterator>

namespace nmsgxx::tools {
namespace {

constexpr Commands kStreams = kPacket | kTool;
constexpr Commands kReaders = kPacket | kTool | kRecover;
constexpr Commands kTyped = kTool | kInfo | kTypes;
constexpr Commands kAll = kPacket | kTool | kInfo | kRecover | kTypes;

/// A member of the options, or of one of their parts: `at<&Options::limits, &DecodeLimits::payloads>`.
template <auto... Path>
constexpr auto& at(Options& options) {
  return (options.*....*Path);
}

constexpr Option option(Commands commands, char letter, std::string_view name, Kind kind, std::string_view value,
                        std::string_view help, Target target, const OptionDetails& details = {}) {
  return {commands, letter, name, kind, value, help, target, details};
}

constexpr Option kOperandsOptions[] = {
    option(kPacket, 0, "INPUT", Kind::operand, "[INPUT]",
           "NMSG file with base:packet payloads, pcap or pcapng file, or - for standard input", at<&Options::operands>,
           {.default_text = "- unless it is a terminal"}),
    option(kInfo | kRecover, 0, "FILE", Kind::operand, "FILE...", "NMSG file, or - for standard input", at<&Options::operands>),
    option(kTypes, 0, "NAME", Kind::operand, "[NAME]...",
           "Message type as base/packet, packet or 1:12, or a vendor such as base", at<&Options::operands>),
};

constexpr Option kInputOptions[] = {
    option(kTool, 'r', "readnmsg", Kind::list, "FILE", "Read an NMSG file", at<&Options::nmsg_files>),
    option(kTool, 'l', "readsock", Kind::list, "ADDR/PORT[..PORT]",
           "Read NMSG over UDP; joins the group of a multicast address", at<&Options::sockets>),
    option(kTool, 'C', "readchan", Kind::list, "CHANNEL", "Read the UDP sockets of a channel, which the channel file lists",
           at<&Options::channels>),
    option(kTool, 'p', "readpcap", Kind::list, "FILE", "Read a pcap or pcapng file as payloads of the type -T",
           at<&Options::captures>),
    option(kStreams, 'i', "readif", Kind::list, "IF[+][,SNAP]",
           "Capture from an interface; + turns on promiscuous mode, SNAP sets the snap length in bytes",
           at<&Options::interfaces>, {.default_text = "1522; 65553 for base:dnsqr"}),
    option(kTool, 'j', "readjson", Kind::list, "FILE", "Read JSON, one object per line", at<&Options::json_inputs>),
    option(kTool, 'f', "readpres", Kind::list, "FILE", "Read presentation form of the type -T",
           at<&Options::presentation_inputs>),
    option(kStreams, 'b', "bpf", Kind::any_text, "FILTER",
           "Read only the packets of captures and interfaces that match a pcap-filter(7) expression",
           at<&Options::capture_filter>, {.environment = "NMSG_BPF"}),
    option(kTool, 0, "all-vlan-tags", Kind::flag, {},
           "Also read frames of -p and -i that have stacked VLAN tags, or tags in Linux cooked frames",
           at<&Options::all_vlan_tags>),
    option(kTool, 'B', "byterate", Kind::number, "NUM", "Read each file of -r at NUM bytes per second", at<&Options::byte_rate>,
           {.default_text = "0: no limit"}),
    option(kTool, 0, "listeners", Kind::number, "NUM",
           "Open NUM sockets, each with its own thread, for each port of -l and -C; the kernel spreads the senders over them",
           at<&Options::listeners>, {.default_text = "1", .least = 1, .most = kThreadsMax}),
    option(
        kTool, 0, "receive-buffer", Kind::size, "SIZE",
        "Let the kernel buffer up to SIZE bytes for each socket of -l and -C; unless run by root, net.core.rmem_max limits it",
        at<&Options::receive_buffer>, {.default_text = "16M", .least = 1, .most = 1 << 30}),
};

constexpr Option kOutputOptions[] = {
    option(kStreams, 'w', "writenmsg", Kind::list, "FILE", "Write NMSG to FILE, or to standard output if it is -",
           at<&Options::nmsg_outputs>, {.old_spelling = "--write"}),
    option(kRecover, 'w', "writenmsg", Kind::text, "FILE", "Write the recovered containers to FILE, or - for standard output",
           at<&Options::recovered>, {.old_spelling = "--write", .required = true}),
    option(kStreams, 's', "writesock", Kind::list, "ADDR/PORT[..PORT][,RATE[,FREQ]]",
           "Send NMSG over UDP, at most RATE datagrams per second. FREQ is accepted, but has no effect",
           at<&Options::socket_outputs>, {.old_spelling = "--socket"}),
    option(kTool, 'o', "writepres", Kind::list, "FILE", "Write presentation form", at<&Options::presentation_outputs>),
    option(kTool, 'J', "writejson", Kind::list, "FILE", "Write JSON, one object per line", at<&Options::json_outputs>),
    option(kPacket, 0, "format", Kind::choice, "text|json|csv",
           "Print five-tuples as text, as JSON with one object per line, or as CSV", at<&Options::tuple_format>,
           {.default_text = "text"}),
    option(kPacket, 'q', "quiet", Kind::flag, {}, "Print no five-tuples", at<&Options::quiet>),
    option(kPacket, 0, "time", Kind::choice, "packet|now",
           "Give base:ipconn payloads the time of the packet, or the time at which they are made", at<&Options::tuple_time>,
           {.default_text = "packet"}),
    option(kTool, 'e', "endline", Kind::any_text, "TEXT",
           "End each line of -o with TEXT, in which \\n, \\t and \\\\ are decoded", at<&Options::endline>,
           {.default_text = "\\n"}),
    option(kTool, 0, "raw", Kind::flag, {}, "Do not escape the control characters of payloads when -o is a terminal",
           at<&Options::raw>),
    option(kStreams, 'z', "zlibout", Kind::flag, {}, "Compress the containers of -w and -s", at<&Options::zlib>),
    option(kPacket, 'm', "mtu", Kind::number, "NUM", "Send containers of at most NUM bytes over UDP", at<&Options::mtu>,
           {.default_text = "1280"}),
    option(kTool, 'm', "mtu", Kind::number, "NUM", "Send containers of at most NUM bytes over UDP", at<&Options::mtu>,
           {.default_text = "8192"}),
    option(kTool, 0, "mirror", Kind::flag, {}, "Write every payload to every output, instead of to each output in turn",
           at<&Options::mirror>),
    option(kStreams, 0, "unbuffered", Kind::flag, {}, "Write and send every payload at once", at<&Options::unbuffered>),
    option(kStreams, 0, "flush", Kind::seconds, "SECONDS",
           "Write a container of -w after SECONDS even if it is not full; pipes wait 0.1 seconds at most", at<&Options::flush>,
           {.default_text = "5; 0: only when full"}),
};

constexpr Option kTypesOptions[] = {
    option(kTool, 'V', "vendor", Kind::text, "NAME", "Set the vendor of -T", at<&Options::vendor>, {.default_text = "base"}),
    option(kTool, 'T', "msgtype", Kind::text, "NAME",
           "Set the message type: -p, -i and -f make payloads of it, -r, -l and -C pass only payloads of it",
           at<&Options::type>),
    option(kTyped, 0, "schema", Kind::list, "FILE.proto", "Read message types from a .proto file",
           at<&Options::schemas, &SchemaOptions::files>),
    option(kTyped, 0, "map", Kind::list, "VID:MSGTYPE=package.Message[,VENDOR,NAME]",
           "Make a message of --schema a message type with these numbers and names; @FILE reads mappings from a file, one per "
           "line",
           at<&Options::schemas, &SchemaOptions::maps>),
};

constexpr Option kSelectionOptions[] = {
    option(kPacket, '4', "ipv4", Kind::flag, {}, "Take only IPv4 packets", at<&Options::only_ipv4>),
    option(kPacket, '6', "ipv6", Kind::flag, {}, "Take only IPv6 packets", at<&Options::only_ipv6>),
    option(kPacket, 0, "all-transports", Kind::flag, {}, "Take SCTP, DCCP and UDP-Lite in addition to TCP and UDP",
           at<&Options::all_transports>),
    option(kTool, 0, "where", Kind::text, "EXPR", "Pass only payloads that match a condition, such as 'dstport in {53, 853}'",
           at<&Options::where>),
    option(kTool, 'F', "filter", Kind::list, "NAME[,PARAM]",
           "Add a filter: sample,count=K passes every K-th payload, sample,random=P passes each with probability P",
           at<&Options::filters>),
    option(kTool, 0, "policy", Kind::any_text, "ACCEPT|DROP", "Pass or drop the payloads on which no filter of -F decides",
           at<&Options::policy>, {.default_text = "ACCEPT"}),
    option(kTool, 0, "getsource", Kind::text, "NUM", "Pass only payloads of this source from -r, -l and -C",
           at<&Options::get_source>),
    option(kTool, 0, "getoperator", Kind::text, "NAME",
           "Pass only payloads of this operator, a name or a number, from -r, -l and -C", at<&Options::get_operator>),
    option(kTool, 0, "getgroup", Kind::text, "NAME", "Pass only payloads of this group, a name or a number, from -r, -l and -C",
           at<&Options::get_group>),
};

constexpr Option kAttributionOptions[] = {
    option(kTool, 0, "setsource", Kind::text, "NUM", "Set the source of outgoing payloads", at<&Options::set_source>),
    option(kTool, 0, "setoperator", Kind::text, "NAME", "Set the operator of outgoing payloads, by name or number",
           at<&Options::set_operator>),
    option(kTool, 0, "setgroup", Kind::text, "NAME", "Set the group of outgoing payloads, by name or number",
           at<&Options::set_group>),
};

constexpr Option kEndOptions[] = {
    option(kPacket, 'c', "count", Kind::count, "NUM", "Stop after reading NUM packets", at<&Options::count>, {.least = 1}),
    option(kTool, 'c', "count", Kind::number, "NUM", "Stop when an output has received NUM payloads", at<&Options::count>,
           {.default_text = "0: no limit"}),
    option(kTool, 't', "interval", Kind::number, "NUM", "Stop when the clock next reaches a multiple of NUM seconds",
           at<&Options::interval>, {.default_text = "0: never", .most = std::numeric_limits<std::uint32_t>::max()}),
    option(kTool, 'R', "randomize", Kind::flag, {}, "Shift the multiples of -t by a random time", at<&Options::randomize>),
    option(kTool, 'k', "kicker", Kind::any_text, "COMMAND",
           "Start new files of -w, -o and -J at -c and -t instead of stopping, and run COMMAND with the name of each finished "
           "file; '' runs none",
           at<&Options::kicker>, {.environment = "NMSG_KICKER"}),
    option(kStreams, 0, "strict", Kind::flag, {},
           "Stop at the first damaged container, payload or record, instead of skipping it", at<&Options::strict>),
    option(kTool, 0, "drain", Kind::seconds, "SECONDS",
           "After a signal, read what sockets have already received for up to SECONDS; count the rest as unread",
           at<&Options::drain>, {.default_text = "1"}),
};

constexpr Option kDnsqrOptions[] = {
    option(kTool, 0, "dnsqr-only", Kind::choice, "queries|responses",
           "Write only queries or only responses, without pairing them", at<&Options::dnsqr, &DnsqrSettings::direction>,
           {.environment = "DNSQR_CAPTURE_QR"}),
    option(kTool, 0, "dnsqr-rd", Kind::choice, "0|1", "Take only messages whose RD flag has this value",
           at<&Options::dnsqr, &DnsqrSettings::recursion_desired>, {.environment = "DNSQR_CAPTURE_RD"}),
    option(kTool, 0, "dnsqr-exclude", Kind::text, "NAME[:NAME...]",
           "Drop questions for these domain names and the names below them", at<&Options::dnsqr, &DnsqrSettings::exclude_names>,
           {.environment = "DNSQR_FILTER_QNAMES_EXCLUDE"}),
    option(kTool, 0, "dnsqr-include", Kind::text, "NAME[:NAME...]",
           "Take these names and the names below them, even if --dnsqr-exclude matches",
           at<&Options::dnsqr, &DnsqrSettings::include_names>, {.environment = "DNSQR_FILTER_QNAMES_INCLUDE"}),
    option(kTool, 0, "dnsqr-servers", Kind::text, "ADDR[/BITS][,...]", "Take only the traffic of these authoritative servers",
           at<&Options::dnsqr, &DnsqrSettings::servers>, {.environment = "DNSQR_AUTH_ADDRS"}),
    option(kTool, 0, "dnsqr-resolvers", Kind::text, "ADDR[/BITS][,...]", "Take only the traffic of these resolvers",
           at<&Options::dnsqr, &DnsqrSettings::resolvers>, {.environment = "DNSQR_RES_ADDRS"}),
    option(kTool, 0, "dnsqr-table-max", Kind::number, "NUM", "Keep at most NUM queries that wait for a response",
           at<&Options::dnsqr, &DnsqrSettings::table_max>,
           {.default_text = "131072", .environment = "DNSQR_STATE_TABLE_MAX", .least = 1}),
    option(kTool, 0, "dnsqr-timeout", Kind::number, "NUM", "Write a query as unanswered after NUM seconds",
           at<&Options::dnsqr, &DnsqrSettings::query_timeout>,
           {.default_text = "60", .environment = "DNSQR_QUERY_TIMEOUT", .least = 1}),
    option(kTool, 0, "dnsqr-zero-resolver", Kind::flag, {}, "Replace the address of the resolver with zeros",
           at<&Options::dnsqr, &DnsqrSettings::zero_resolver>, {.environment = "DNSQR_ZERO_RESOLVER_ADDRESS"}),
};

constexpr Option kLimitsOptions[] = {
    option(kReaders, 0, "max-container", Kind::size, "SIZE", "Skip containers longer than SIZE",
           at<&Options::limits, &DecodeLimits::container_octets>, {.default_text = "4M"}),
    option(kReaders, 0, "max-inflated", Kind::size, "SIZE", "Skip containers that inflate to more than SIZE",
           at<&Options::limits, &DecodeLimits::inflated_octets>, {.default_text = "32M"}),
    option(kTool, 0, "max-datagram-inflated", Kind::size, "SIZE",
           "Skip datagrams, other than fragments, that inflate to more than SIZE",
           at<&Options::limits, &DecodeLimits::datagram_inflated_octets>, {.default_text = "1M"}),
    option(kReaders, 0, "max-ratio", Kind::count, "NUM",
           "Skip containers that inflate to more than 16M and to more than NUM times their size; the same limit applies to all "
           "containers of a file together",
           at<&Options::limits, &DecodeLimits::inflated_ratio>, {.default_text = "32", .least = 1}),
    option(kReaders, 0, "max-inflating", Kind::size, "SIZE",
           "Hold at most SIZE of inflated containers larger than 1M at once; inputs wait for each other",
           at<&Options::limits, &DecodeLimits::inflating_octets>, {.default_text = "32M"}),
    option(kReaders, 0, "max-payloads", Kind::count, "NUM", "Skip containers of more than NUM payloads",
           at<&Options::limits, &DecodeLimits::payloads>, {.default_text = "131072", .least = 1}),
    option(kReaders, 0, "max-fragments", Kind::count, "NUM", "Skip messages of more than NUM fragments",
           at<&Options::limits, &DecodeLimits::fragments>, {.default_text = "65536", .least = 1}),
    option(kReaders, 0, "max-messages", Kind::count, "NUM", "Reassemble at most NUM fragmented messages at once",
           at<&Options::limits, &DecodeLimits::fragment_sets>, {.default_text = "8192", .least = 1}),
    option(kReaders, 0, "max-reassembly", Kind::size, "SIZE", "Hold at most SIZE of their fragments",
           at<&Options::limits, &DecodeLimits::fragment_octets>, {.default_text = "32M"}),
    option(kTool, 0, "max-sender-messages", Kind::count, "NUM",
           "Reassemble at most NUM fragmented messages of one sender at once",
           at<&Options::limits, &DecodeLimits::sender_fragment_sets>, {.default_text = "256", .least = 1}),
    option(kTool, 0, "max-sender-reassembly", Kind::size, "SIZE", "Hold at most SIZE of the fragments of one sender",
           at<&Options::limits, &DecodeLimits::sender_fragment_octets>, {.default_text = "16M"}),
    option(kTool, 0, "max-sources", Kind::count, "NUM", "Follow the sequence numbers of at most NUM sources per input",
           at<&Options::limits, &DecodeLimits::sequence_sources>, {.default_text = "65536", .least = 1}),
    option(kTool, 0, "max-ip-reassembly", Kind::size, "SIZE", "Hold at most SIZE of IP fragments per capture or interface",
           at<&Options::ip_reassembly>, {.default_text = "32M"}),
    option(kTool, 0, "max-line", Kind::size, "SIZE", "Skip lines of -j, and records of -f, longer than SIZE",
           at<&Options::line>, {.default_text = "64M"}),
};

constexpr Option kReportOptions[] = {
    option(kInfo | kRecover, 0, "json", Kind::flag, {}, "Print the report as JSON, one object per line", at<&Options::json>),
};

constexpr Option kStatisticsOptions[] = {
    option(kStreams, 0, "stats", Kind::optional_seconds, "SECONDS",
           "Print totals to standard error at the end, and also every SECONDS unless it is 0", at<&Options::stats>),
    option(kStreams, 0, "stats-json", Kind::flag, {},
           "Print the totals as JSON objects, one per line, with the keys of `info --json` where both have a number",
           at<&Options::stats_json>),
    option(kTool, 'd', "debug", Kind::level, {},
           "Print more messages: -dd inputs, outputs and totals, -dddd the counters of each input and output",
           at<&Options::debug>),
};

constexpr Option kProcessOptions[] = {
    option(kStreams, 0, "threads", Kind::number, "NUM", "Use NUM threads to decode and compress containers and to write text",
           at<&Options::threads>,
           {.default_text = "one for each processor", .old_spelling = "-j", .least = 1, .most = kThreadsMax}),
    option(kTool, 'P', "pidfile", Kind::any_text, "FILE", "Keep the process ID in FILE while the process runs",
           at<&Options::pid_file>),
    option(kTool, 'U', "username", Kind::text, "USER", "Change to USER after opening the inputs, and give up all privileges",
           at<&Options::user>),
    option(kTool, 'D', "daemon", Kind::flag, {}, "Go to the background after opening inputs and outputs", at<&Options::daemon>),
};

constexpr Option kGeneralOptions[] = {
    option(kTool, 0, "argv-file", Kind::argument_file, "FILE", "Read further arguments from FILE, one per line", {}),
    option(kTool, 'v', "version", Kind::flag, {}, "Print the version and exit", at<&Options::version>),
    option(kAll, 'h', "help", Kind::help, {}, "Print this help and exit", {}),
    option(kTool, '?', "usage", Kind::help, {}, {}, {}),
    option(kTool, 0, "usage-short", Kind::help, {}, {}, {}),
    option(kTool, 0, "usage-long", Kind::help, {}, {}, {}),
    option(kTool, 0, "usage-all", Kind::help, {}, {}, {}),
};

constexpr Option kUnsupportedOptions[] = {
    option(kTool, 'L', "readzsock", Kind::text, "ENDPOINT", "Read NMSG over ZeroMQ", {}, {.needs = "ZeroMQ"}),
    option(kTool, 'S', "writezsock", Kind::text, "ENDPOINT", "Send NMSG over ZeroMQ", {}, {.needs = "ZeroMQ"}),
    option(kTool, 'Z', "readzchan", Kind::text, "CHANNEL", "Read the ZeroMQ endpoints of a channel", {}, {.needs = "ZeroMQ"}),
    option(kTool, 0, "readkafka", Kind::text, "ENDPOINT", "Read from a Kafka topic", {}, {.needs = "Kafka"}),
    option(kTool, 0, "writekafka", Kind::text, "ENDPOINT", "Write to a Kafka topic", {}, {.needs = "Kafka"}),
    option(kTool, 0, "kafkakey", Kind::text, "FIELD", "Take the Kafka key of JSON messages from this field", {},
           {.needs = "Kafka"}),
    option(kTool, 'M', "statsmod", Kind::text, "MODULE[,PARAM]", "Load a statistics module", {},
           {.needs = "a statistics module"}),
};

constexpr Section kSections[] = {
    {"Arguments", kOperandsOptions},
    {"Input", kInputOptions},
    {"Output", kOutputOptions},
    {"Message types", kTypesOptions},
    {"Selection", kSelectionOptions},
    {"Attribution", kAttributionOptions},
    {"When to stop", kEndOptions},
    {"Pairing of DNS queries and responses (-T dnsqr)", kDnsqrOptions},
    {"Limits", kLimitsOptions},
    {"Report", kReportOptions},
    {"Statistics and messages", kStatisticsOptions},
    {"Process", kProcessOptions},
    {"General", kGeneralOptions},
    {"Options of nmsgtool that are not supported yet", kUnsupportedOptions},
};

}  // namespace

std::span<const Section> option_table() noexcept {
  return kSections;
}

std::vector<Option> options_of(Commands command) {
  std::vector<Option> rows;
  for (const Section& section : kSections) {
    std::ranges::copy_if(section.rows, std::back_inserter(rows),
                         [command](const Option& row) { return (row.commands & command) != 0; });
  }
  return rows;
}

}  // namespace nmsgxx::tools
