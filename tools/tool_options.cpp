#include "tool_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "command_line.hpp"
#include "option_words.hpp"
#include "require.hpp"

namespace nmsgxx::tools {
namespace {

using Kind = OptionWord::Kind;

constexpr OptionWord kWords[] = {
    {'F', "filter", Kind::text},
    {0, "policy", Kind::any_text},
    {0, "where", Kind::text},
    {'?', "usage", Kind::toggle},
    {0, "usage-short", Kind::toggle},
    {0, "usage-long", Kind::toggle},
    {0, "usage-all", Kind::toggle},
    {'L', "readzsock", Kind::text},
    {'S', "writezsock", Kind::text},
    {'Z', "readzchan", Kind::text},
    {'M', "statsmod", Kind::text},
    {0, "readkafka", Kind::text},
    {0, "writekafka", Kind::text},
    {0, "kafkakey", Kind::text},
    {0, "all-vlan-tags", Kind::toggle},
    {'b', "bpf", Kind::any_text},
    {'B', "byterate", Kind::number},
    {'c', "count", Kind::number},
    {'C', "readchan", Kind::text},
    {'d', "debug", Kind::level},
    {'D', "daemon", Kind::toggle},
    {'k', "kicker", Kind::any_text},
    {'P', "pidfile", Kind::any_text},
    {'R', "randomize", Kind::toggle},
    {'t', "interval", Kind::number},
    {'U', "username", Kind::text},
    {'e', "endline", Kind::any_text},
    {'f', "readpres", Kind::text},
    {0, "getgroup", Kind::text},
    {0, "getoperator", Kind::text},
    {0, "getsource", Kind::text},
    {'h', "help", Kind::toggle},
    {'i', "readif", Kind::text},
    {'j', "readjson", Kind::text},
    {'J', "writejson", Kind::text},
    {'l', "readsock", Kind::text},
    {0, "map", Kind::text},
    {'m', "mtu", Kind::number},
    {0, "mirror", Kind::toggle},
    {'o', "writepres", Kind::text},
    {'p', "readpcap", Kind::text},
    {'r', "readnmsg", Kind::text},
    {0, "schema", Kind::text},
    {'s', "writesock", Kind::text},
    {0, "setgroup", Kind::text},
    {0, "setoperator", Kind::text},
    {0, "setsource", Kind::text},
    {'T', "msgtype", Kind::text},
    {0, "unbuffered", Kind::toggle},
    {0, "raw", Kind::toggle},
    {'v', "version", Kind::toggle},
    {'V', "vendor", Kind::text},
    {'w', "writenmsg", Kind::text},
    {'z', "zlibout", Kind::toggle},
    {0, "threads", Kind::number},
    {0, "listeners", Kind::number},
    {0, "receive-buffer", Kind::text},
    {0, "flush", Kind::text},
    {0, "drain", Kind::text},
    {0, "dnsqr-only", Kind::text},
    {0, "dnsqr-rd", Kind::text},
    {0, "dnsqr-exclude", Kind::text},
    {0, "dnsqr-include", Kind::text},
    {0, "dnsqr-servers", Kind::text},
    {0, "dnsqr-resolvers", Kind::text},
    {0, "dnsqr-table-max", Kind::number},
    {0, "dnsqr-timeout", Kind::number},
    {0, "dnsqr-zero-resolver", Kind::toggle},
    {0, "strict", Kind::toggle},
    {0, "max-container", Kind::text},
    {0, "max-inflated", Kind::text},
    {0, "max-datagram-inflated", Kind::text},
    {0, "max-ratio", Kind::text},
    {0, "max-inflating", Kind::text},
    {0, "max-payloads", Kind::text},
    {0, "max-fragments", Kind::text},
    {0, "max-messages", Kind::text},
    {0, "max-reassembly", Kind::text},
    {0, "max-sender-messages", Kind::text},
    {0, "max-sender-reassembly", Kind::text},
    {0, "max-sources", Kind::text},
    {0, "max-ip-reassembly", Kind::text},
    {0, "max-line", Kind::text},
};

/// Options of nmsgtool that need what is not here yet.
constexpr std::pair<std::string_view, std::string_view> kNotYet[] = {
    {"--readzsock", "ZeroMQ"},
    {"--writezsock", "ZeroMQ"},
    {"--readzchan", "ZeroMQ"},
    {"--readkafka", "Kafka"},
    {"--writekafka", "Kafka"},
    {"--kafkakey", "Kafka"},
    {"--statsmod", "a statistics module"},
};

void refuse_what_is_not_yet(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    const auto* found = std::ranges::find(kNotYet, name, [](const auto& row) { return row.first; });
    if (found == std::end(kNotYet)) continue;
    const std::string_view value = std::string_view(word).substr(std::min(name.size() + 1, word.size()));
    if (name.ends_with("kafka") && !value.starts_with("nmsg:") && !value.starts_with("json:")) {
      throw Unusable("nmsg or json protocol must be set for Kafka topic");
    }
    throw Unusable(fmt::format("usage error: {}: {} is not supported yet", name, found->second));
  }
}

/// Words that stand in a file, one on each line, in the place of --argv-file.
std::vector<std::string> with_files(const std::vector<std::string>& words) {
  constexpr std::string_view kOption = "--argv-file";
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool next = words[i] == kOption && i + 1 < words.size();
    if (!next && !words[i].starts_with(std::string(kOption) + '=')) {
      out.push_back(words[i]);
      continue;
    }
    const std::string path = next ? words[++i] : words[i].substr(kOption.size() + 1);
    std::ifstream file(path == "-" ? "/dev/stdin" : path);
    if (!file) throw Unusable(fmt::format("unable to open {} for reading", path));
    for (std::string line; std::getline(file, line);) out.push_back(line);
  }
  return out;
}

void describe(CLI::App& app, DnsqrWords& o) {
  const auto words = [&app](const char* name, std::optional<std::string>& into, const char* value, const char* help) {
    return app.add_option(name, into, help)->type_name(value)->take_last();
  };
  words("--dnsqr-only", o.capture_qr, "queries|responses", "-T dnsqr: one side alone, without pairing (DNSQR_CAPTURE_QR)")
      ->transform(CLI::Transformer(std::map<std::string, std::string>{{"queries", "0"}, {"responses", "1"}}))
      ->check(CLI::IsMember({"0", "1"}).description(""));
  words("--dnsqr-rd", o.capture_rd, "0|1", "-T dnsqr: only what has its RD flag so (DNSQR_CAPTURE_RD)")
      ->check(CLI::IsMember({"0", "1"}).description(""));
  words("--dnsqr-exclude", o.filter_qnames_exclude, "NAME[:NAME...]",
        "-T dnsqr: leave out questions for these names and all under them (DNSQR_FILTER_QNAMES_EXCLUDE)");
  words("--dnsqr-include", o.filter_qnames_include, "NAME[:NAME...]",
        "-T dnsqr: but not for these and all under them (DNSQR_FILTER_QNAMES_INCLUDE)");
  words("--dnsqr-servers", o.auth_addrs, "ADDR[/BITS][,...]", "-T dnsqr: only traffic of these servers (DNSQR_AUTH_ADDRS)");
  words("--dnsqr-resolvers", o.res_addrs, "ADDR[/BITS][,...]", "-T dnsqr: only traffic of these resolvers (DNSQR_RES_ADDRS)");
  words("--dnsqr-table-max", o.state_table_max, "COUNT",
        "-T dnsqr: most queries that wait for a response; 131072 (DNSQR_STATE_TABLE_MAX)")
      ->check(CLI::PositiveNumber.description(""));
  words("--dnsqr-timeout", o.query_timeout, "SECONDS", "-T dnsqr: how long they wait; 60 (DNSQR_QUERY_TIMEOUT)")
      ->check(CLI::PositiveNumber.description(""));
  app.add_flag_callback(
      "--dnsqr-zero-resolver", [&o] { o.zero_resolver_address = "1"; },
      "-T dnsqr: zeros in the place of the resolver's address (DNSQR_ZERO_RESOLVER_ADDRESS)");
}

void describe(CLI::App& app, ToolOptions& o) {
  app.description("Carries NMSG payloads from inputs to outputs, as nmsgtool does.");
  app.footer(
      "Inputs and outputs may be repeated and mixed; several outputs get the payloads in turn.  Without an output the\n"
      "presentation form goes to standard output.  - is standard input or output.\n"
      "\n"
      "Letters may be grouped and take their values in order (-rc FILE 3); long names may be cut short; a value may follow =.\n"
      "Words of ARGV_NMSGTOOL stand in front of those of the command line; --argv-file FILE stands for the lines of a file.\n"
      "\n"
      "SIGINT, SIGTERM and SIGHUP end the run within two seconds: what was read is written, and what cannot be is reported.\n"
      "A second signal ends it at once.  SIGUSR1 prints statistics on standard error.\n"
      "\n"
      "Exit status: 0 all inputs ended or the count was reached; 1 otherwise, also after a signal.");
  const auto list = [&app](const char* name, std::vector<std::string>& into, const char* value, const char* help) {
    app.add_option(name, into, help)->type_name(value)->allow_extra_args(false);
  };
  list("-r,--readnmsg", o.nmsg_files, "FILE", "read an NMSG file");
  list("-l,--readsock", o.sockets, "ADDR/PORT[..PORT]", "read NMSG over UDP");
  list("-C,--readchan", o.channels, "CHANNEL", "read the sockets that the channel file names");
  list("-p,--readpcap", o.captures, "FILE", "read a capture file; needs -T");
  list("-i,--readif", o.interfaces, "IF[+][,SNAP]", "read a live interface; needs -T; SNAP is 1522, with -T dnsqr 65553");
  list("-j,--readjson", o.json_inputs, "FILE", "read JSON, an object on each line");
  list("-f,--readpres", o.presentation_inputs, "FILE", "read presentation form; needs -T");
  list("-w,--writenmsg", o.nmsg_outputs, "FILE", "write an NMSG file");
  list("-s,--writesock", o.socket_outputs, "ADDR/PORT[..PORT][,RATE[,FREQ]]", "send NMSG over UDP");
  list("-o,--writepres", o.presentation_outputs, "FILE", "write presentation form");
  list("-J,--writejson", o.json_outputs, "FILE", "write JSON, an object on each line");
  const auto text = [&app](const char* name, std::string& into, const char* value, const char* help) {
    return app.add_option(name, into, help)->type_name(value)->take_last();
  };
  text("-e,--endline", o.endline, "TEXT", "what ends the lines of -o; \\n and \\t are decoded");
  app.add_flag("--raw", o.raw, "do not escape control characters of payloads on a terminal")->take_last();
  text("-b,--bpf", o.filter, "FILTER", "filter for -p and -i")->envname("NMSG_BPF");
  app.add_flag("--all-vlan-tags", o.all_vlan_tags,
               "take frames with stacked VLAN tags, and tags in cooked frames, from -p and -i")
      ->take_last();
  text("-V,--vendor", o.vendor, "NAME", "vendor of -T (base)");
  text("-T,--msgtype", o.type, "NAME", "message type: what -p, -i and -f make, what -r and -l let through");
  text("--getsource", o.get_source, "NUMBER", "let only payloads of this source through from -r and -l");
  text("--getoperator", o.get_operator, "NAME", "the same for an operator, by name or number");
  text("--getgroup", o.get_group, "NAME", "the same for a group");
  text("--where", o.where, "EXPR", "let only payloads through that the condition matches, such as 'dstport in {53, 853}'");
  list("-F,--filter", o.filters, "NAME[,PARAM]",
       "a filter: sample,count=K keeps every K-th payload, sample,random=P each with probability P");
  text("--policy", o.policy, "ACCEPT|DROP", "what becomes of payloads that all filters of -F let through (ACCEPT)");
  text("--setsource", o.set_source, "NUMBER", "set the source field of outgoing payloads");
  text("--setoperator", o.set_operator, "NAME", "set their operator, by name or number");
  text("--setgroup", o.set_group, "NAME", "set their group, by name or number");
  app.add_option("-c,--count", o.count, "stop when an output has had so many payloads (0: never)")->take_last();
  app.add_option("-t,--interval", o.interval, "stop at the clock's next multiple of so many seconds (0: never)")->take_last();
  app.add_flag("-R,--randomize", o.randomize, "shift the multiples of -t by a random time")->take_last();
  app.add_option("-k,--kicker", o.kicker,
                 "rotate the files of -w, -o and -J at -c and -t instead of stopping, and run a command for each ('': none)")
      ->type_name("COMMAND")
      ->take_last();
  app.add_option("-B,--byterate", o.byte_rate, "read -r at so many octets a second (0: as fast as can be)")->take_last();
  app.add_option("-m,--mtu", o.mtu, "largest container of -s, in octets (8192)")->take_last();
  describe(app, o.dnsqr);
  describe(app, o.schemas);
  app.add_flag("--mirror", o.mirror, "give every payload to every output")->take_last();
  app.add_flag("-z,--zlibout", o.zlib, "compress the containers of -w and -s")->take_last();
  app.add_option("--threads", o.threads, "threads that inflate -r, compress and write texts (one for each processor)")
      ->check(CLI::Range(1U, kThreadsMax))
      ->take_last();
  app.add_option("--listeners", o.listeners,
                 "sockets for each port of -l and -C, each read by a thread; senders are spread over them (1)")
      ->check(CLI::Range(1U, kThreadsMax))
      ->take_last();
  app.add_option("--receive-buffer", o.receive_buffer,
                 "what may wait in the kernel for each socket of -l and -C (16M), as far as net.core.rmem_max unless root asks")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->check(CLI::Range(1, 1 << 30).description(""))
      ->type_name("OCTETS")
      ->take_last();
  add_seconds(app, "--flush", o.flush,
              "write a container of -w to its file at this age, even if it is not full (5; 0: never); pipes take 0.1")
      ->take_last();
  add_seconds(app, "--drain", o.drain,
              "after a signal, read what sockets have received for this long, and count the rest as unread (1)")
      ->take_last();
  app.add_flag("--unbuffered", o.unbuffered, "hand on every payload at once")->take_last();
  app.add_flag("--strict", o.strict, "stop at the first container, payload or record that is damaged")->take_last();
  describe_limits(app, o.limits);
  text("-P,--pidfile", o.pid_file, "FILE", "hold the process's number in a file for as long as it runs");
  text("-U,--username", o.user, "USER", "become this user once inputs are open");
  app.add_flag("-D,--daemon", o.daemon, "go to the background once all is open")->take_last();
  app.add_flag("-d,--debug", o.debug, "say more; may be repeated");
  app.add_flag("-v,--version", o.version, "print the version and exit");
  app.set_help_flag("-h,--help,-?,--usage,--usage-short,--usage-long,--usage-all");
  app.get_option("--help")->description("print this help and exit");
}

/// Words of the command line must be of use; those of the environment stand where it says nothing.
DnsqrWords over_environment(DnsqrWords words) {
  constexpr std::optional<std::string> DnsqrWords::*kAll[] = {
      &DnsqrWords::capture_qr,
      &DnsqrWords::capture_rd,
      &DnsqrWords::filter_qnames_exclude,
      &DnsqrWords::filter_qnames_include,
      &DnsqrWords::state_table_max,
      &DnsqrWords::query_timeout,
      &DnsqrWords::zero_resolver_address,
      &DnsqrWords::auth_addrs,
      &DnsqrWords::res_addrs,
  };
  const auto refuse = [](const Error& error) { throw Unusable(fmt::format("usage error: {}", error.message())); };
  if (const auto usable = dnsqr_options(words, refuse); !usable) refuse(usable.error());
  const DnsqrWords environment = dnsqr_environment();
  for (const auto word : kAll) {
    if (!(words.*word)) words.*word = environment.*word;
  }
  return words;
}

/// \\n, \\t and \\\\ decoded; a backslash before anything else stays.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 'n' || next == 't' || next == '\\') {
      out += next == 'n' ? '\n' : next == 't' ? '\t' : '\\';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

bool ToolOptions::any_input() const noexcept {
  return !(nmsg_files.empty() && sockets.empty() && captures.empty() && interfaces.empty() && json_inputs.empty() &&
           presentation_inputs.empty() && channels.empty());
}

std::vector<std::string> ToolOptions::presentation_paths() const {
  const bool none = presentation_outputs.empty() && json_outputs.empty() && nmsg_outputs.empty() && socket_outputs.empty();
  return none ? std::vector<std::string>{"-"} : presentation_outputs;
}

ToolOptions parse_tool_options(const std::string& program, int argc, char** argv) {
  const char* before = std::getenv("ARGV_NMSGTOOL");
  std::vector<std::string> words = split_words(before == nullptr ? "" : before);
  words.insert(words.end(), argv + 1, argv + argc);
  std::vector<std::string> usual = usual_words(kWords, with_files(words));
  refuse_what_is_not_yet(usual);
  std::ranges::reverse(usual);  // as CLI11 wants them

  ToolOptions options;
  CLI::App app("", program);
  describe(app, options);
  try {
    app.parse(usual);
  } catch (const CLI::CallForHelp&) {
    throw CLI::CallForHelp(app.help(), 0);
  }
  options.dnsqr = over_environment(options.dnsqr);
  options.endline = decoded(options.endline);
  if (const char* kicker = std::getenv("NMSG_KICKER"); kicker != nullptr && !options.kicker) options.kicker = kicker;
  return options;
}

}  // namespace nmsgxx::tools
