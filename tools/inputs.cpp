#include "inputs.hpp"

#include <unistd.h>

#include <utility>

#include "nmsgxx/capture_source.hpp"
#include "nmsgxx/input.hpp"
#include "nmsgxx/interface_source.hpp"
#include "nmsgxx/stream_source.hpp"

namespace nmsgxx::tools {
namespace {

/// Returns the descriptor, or closes it and returns why the file must not be read.
Result<int> add_to(FilesInUse& files, int descriptor, const std::string& path) {
  auto added = files.read(descriptor, path);
  if (added) return descriptor;
  close(descriptor);
  return tl::unexpected(std::move(added.error()));
}

Result<int> open_unread(const std::string& path, FilesInUse& files) {
  return nmsgxx::open_unread(path).and_then([&](int descriptor) { return add_to(files, descriptor, path); });
}

Result<OpenedInput> open_input(const std::string& path, FilesInUse& files, const Wakeup& wakeup) {
  return nmsgxx::open_input(path, wakeup).and_then([&](OpenedInput opened) {
    return add_to(files, opened.descriptor, path).map([&](int) { return std::move(opened); });
  });
}

}  // namespace

Result<AnyInput> open_any(const std::string& path, FilesInUse& files, const std::string& filter, const DecodeLimits& limits,
                          const Wakeup& wakeup, Report report) {
  auto opened = open_input(path, files, wakeup);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->kind == InputKind::capture) {
    return make_capture_source(opened->descriptor, std::move(opened->head), filter, wakeup).map([](PacketInput source) {
      return AnyInput(std::move(source));
    });
  }
  if (!filter.empty()) return fail(Errc::bad_argument, 0, "a filter needs a capture file or an interface");
  if (opened->kind == InputKind::unknown) {
    const auto told = report({Errc::bad_argument, 0, "neither NMSG nor a capture; searching it for containers"});
    if (!told) return tl::unexpected(told.error());
  }
  return AnyInput(make_stream_source(opened->descriptor, std::move(opened->head), {.limits = limits, .map = true}, wakeup,
                                     std::move(report)));
}

Result<ContainerInput> open_containers(const std::string& path, FilesInUse& files, const DecodeLimits& limits,
                                       const Wakeup& wakeup, Report report) {
  return open_unread(path, files).map([&](int descriptor) {
    return make_stream_source(descriptor, {}, {.limits = limits}, wakeup, std::move(report));
  });
}

Result<PacketInput> open_capture(const std::string& path, FilesInUse& files, const std::string& filter, const Wakeup& wakeup) {
  return open_input(path, files, wakeup).and_then([&](OpenedInput opened) {
    return make_capture_source(opened.descriptor, std::move(opened.head), filter, wakeup);
  });
}

Result<std::unique_ptr<LineSource>> open_lines(const std::string& path, FilesInUse& files, std::size_t longest,
                                               const Wakeup& wakeup, Report report) {
  return open_unread(path, files).map([&](int descriptor) {
    return make_line_source(descriptor, {}, wakeup, std::move(report), longest);
  });
}

Result<PacketInput> open_live(const std::string& name, int snap_length, const std::string& filter, bool widen_filter,
                              const Wakeup& wakeup) {
  auto options = parse_interface(name, snap_length);
  if (!options) return tl::unexpected(options.error());
  options->filter = filter;
  options->widen_filter = widen_filter;
  return open_interface(*options, wakeup);
}

std::string input_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

}  // namespace nmsgxx::tools
