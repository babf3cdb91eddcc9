#include "nmsgxx/line_source.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "io/descriptor.hpp"
#include "io/line_buffer.hpp"

namespace nmsgxx {
namespace {

std::string_view text_of(Bytes bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class DescriptorLines final : public LineSource {
 public:
  DescriptorLines(int descriptor, const std::vector<std::byte>& head, const Wakeup& wakeup, Report report, std::size_t longest)
      : descriptor_(descriptor), buffer_(head), wakeup_(wakeup), report_(std::move(report)), longest_(longest) {
    stats_.octets.add(buffer_.bytes().size());
    size_ = static_cast<off_t>(io::regular_file_size(descriptor).value_or(0));
  }

  Result<SourceState> next(std::string_view& line) override;
  bool at_hand() override;
  std::uint64_t number() const noexcept override { return number_; }
  const SourceStats& stats() const noexcept override { return stats_; }

 private:
  void give(std::size_t size, std::size_t newline, std::string_view& line);
  Result<bool> skip_long_line();
  Result<SourceState> read_more();

  Descriptor descriptor_;
  off_t size_ = 0;  // of a regular file when it was opened
  io::LineBuffer buffer_;
  std::size_t given_ = 0;     // bytes of the line that was returned last, which stay until the next call
  std::size_t searched_ = 0;  // bytes that were searched and have no newline
  bool at_end_ = false;
  bool too_long_ = false;  // the beginning of the line was skipped
  std::uint64_t number_ = 0;
  const Wakeup& wakeup_;
  Report report_;
  std::size_t longest_;
  SourceStats stats_;
};

Result<SourceState> DescriptorLines::next(std::string_view& line) {
  buffer_.take(std::exchange(given_, 0));
  while (!wakeup_.is_set()) {
    const std::string_view text = text_of(buffer_.bytes());
    const auto newline = text.find('\n', searched_);
    const bool whole = newline != std::string_view::npos;
    const std::size_t size = whole ? newline : text.size();
    searched_ = whole ? 0 : size;
    if (size > longest_ || too_long_) {
      const auto ended = skip_long_line();
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

bool DescriptorLines::at_hand() {
  buffer_.take(std::exchange(given_, 0));
  const std::string_view text = text_of(buffer_.bytes());
  const auto newline = text.find('\n', searched_);
  if (newline == std::string_view::npos || newline > longest_ || too_long_) return false;
  searched_ = newline;
  return true;
}

void DescriptorLines::give(std::size_t size, std::size_t newline, std::string_view& line) {
  line = text_of(buffer_.bytes()).substr(0, size);
  given_ = size + newline;
  searched_ = 0;
  ++number_;
}

// Takes what is there of a line that is too long. Returns true when that was its end.
Result<bool> DescriptorLines::skip_long_line() {
  const std::string_view text = text_of(buffer_.bytes());
  if (!too_long_) {
    const auto reported = report_({Errc::too_long, 0, "line " + std::to_string(number_ + 1)});
    if (!reported) return tl::unexpected(reported.error());
    stats_.bounds.lines.add();
  }
  const auto newline = text.find('\n');
  const bool ended = newline != std::string_view::npos;
  buffer_.take(ended ? newline + 1 : text.size());
  too_long_ = !ended;
  searched_ = 0;
  if (ended) ++number_;
  return ended;
}

Result<SourceState> DescriptorLines::read_more() {
  const auto room = buffer_.room();
  while (true) {
    if (wait_readable(descriptor_.get(), wakeup_) == Wait::woken) return SourceState::woken;
    const ssize_t got = read(descriptor_.get(), room.data(), room.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return io::system_failure("read failed");
    at_end_ = got == 0;
    buffer_.commit(static_cast<std::size_t>(got));
    stats_.octets.add(static_cast<std::uint64_t>(got));
    return SourceState::ready;
  }
}

}  // namespace

std::unique_ptr<LineSource> make_line_source(int descriptor, std::vector<std::byte> head, const Wakeup& wakeup, Report report,
                                             std::size_t longest) {
  return std::make_unique<DescriptorLines>(descriptor, head, wakeup, std::move(report), longest);
}

}  // namespace nmsgxx
