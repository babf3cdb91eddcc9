#include "nmsgxx/line_source.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "io/descriptor.hpp"
#include "io/unread.hpp"

namespace nmsgxx {
namespace {

std::string_view text_of(Bytes octets) noexcept {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

class DescriptorLines final : public LineSource {
 public:
  DescriptorLines(int descriptor, const std::vector<std::byte>& head, const Wakeup& wakeup, Report report, std::size_t longest)
      : descriptor_(descriptor), unread_(head), wakeup_(wakeup), report_(std::move(report)), longest_(longest) {
    stats_.octets.add(unread_.bytes().size());
    size_ = static_cast<off_t>(io::regular_file_size(descriptor).value_or(0));
  }

  Result<SourceState> next(std::string_view& line) override;
  std::uint64_t number() const noexcept override { return number_; }
  const SourceStats& stats() const noexcept override { return stats_; }

 private:
  void give(std::size_t size, std::size_t newline, std::string_view& line);
  Result<bool> pass_over();
  Result<SourceState> read_more();

  Descriptor descriptor_;
  off_t size_ = 0;  // of a regular file, when it was opened
  io::Unread unread_;
  std::size_t given_ = 0;     // octets of the line that the caller may still be looking at
  std::size_t searched_ = 0;  // octets without a newline
  bool at_end_ = false;
  bool too_long_ = false;  // the line's front is gone
  std::uint64_t number_ = 0;
  const Wakeup& wakeup_;
  Report report_;
  std::size_t longest_;
  SourceStats stats_;
};

Result<SourceState> DescriptorLines::next(std::string_view& line) {
  unread_.take(std::exchange(given_, 0));
  while (!wakeup_.is_set()) {
    const std::string_view text = text_of(unread_.bytes());
    const auto newline = text.find('\n', searched_);
    const bool whole = newline != std::string_view::npos;
    const std::size_t size = whole ? newline : text.size();
    searched_ = whole ? 0 : size;
    if (size > longest_ || too_long_) {
      const auto ended = pass_over();
      if (!ended) return tl::unexpected(ended.error());
      if (*ended) continue;
    } else if (whole || (at_end_ && size > 0)) {
      give(size, whole ? 1 : 0, line);
      return SourceState::ready;
    }
    if (at_end_ && size_ > 0 && lseek(descriptor_.get(), 0, SEEK_CUR) < size_) {
      return io::file_became_shorter(stats_.octets.value());
    }
    if (at_end_) return SourceState::end;
    if (const auto state = read_more(); !state || *state == SourceState::woken) return state;
  }
  return SourceState::woken;
}

void DescriptorLines::give(std::size_t size, std::size_t newline, std::string_view& line) {
  line = text_of(unread_.bytes()).substr(0, size);
  given_ = size + newline;
  searched_ = 0;
  ++number_;
}

// Takes what is there of a line that is too long.  True when that was its end.
Result<bool> DescriptorLines::pass_over() {
  const std::string_view text = text_of(unread_.bytes());
  if (!too_long_) {
    const auto told = report_({Errc::too_long, 0, "line " + std::to_string(number_ + 1)});
    if (!told) return tl::unexpected(told.error());
    stats_.bounds.lines.add();
  }
  const auto newline = text.find('\n');
  const bool ended = newline != std::string_view::npos;
  unread_.take(ended ? newline + 1 : text.size());
  too_long_ = !ended;
  searched_ = 0;
  if (ended) ++number_;
  return ended;
}

Result<SourceState> DescriptorLines::read_more() {
  const auto room = unread_.room();
  while (true) {
    if (wait_readable(descriptor_.get(), wakeup_) == Wait::woken) return SourceState::woken;
    const ssize_t octets = read(descriptor_.get(), room.data(), room.size());
    if (octets < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (octets < 0) return io::system_failure("read failed");
    at_end_ = octets == 0;
    unread_.commit(static_cast<std::size_t>(octets));
    stats_.octets.add(static_cast<std::uint64_t>(octets));
    return SourceState::ready;
  }
}

}  // namespace

std::unique_ptr<LineSource> make_line_source(int descriptor, std::vector<std::byte> head, const Wakeup& wakeup, Report report,
                                             std::size_t longest) {
  return std::make_unique<DescriptorLines>(descriptor, head, wakeup, std::move(report), longest);
}

}  // namespace nmsgxx
