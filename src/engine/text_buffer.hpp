#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"
#include "text/text.hpp"

namespace nmsgxx::engine {

/// Text on its way to a sink, which gets it in larger pieces or, unbuffered, as it comes.
///
/// Errors: those of the sink. After one nothing more is written.
class TextBuffer final : private text::TextReceiver {
 public:
  TextBuffer(std::unique_ptr<Sink> sink, bool unbuffered) : sink_(std::move(sink)), unbuffered_(unbuffered) {}

  /// @param ends  where each record of the text ends; without them, each line is a record
  Result<void> write(std::string_view text, std::span<const std::size_t> ends = {}) {
    if (text.size() < kPiece) {
      for (const std::size_t end : ends) ends_.push_back(held_.size() + end);
      held_.append(text);
      return held_.size() >= kPiece || unbuffered_ ? flush() : written_;
    }
    static_cast<void>(flush());
    write_now(text, ends);
    return written_;
  }
  /// Writes one long record, in parts.
  ///
  /// @param append  appends it to the text that it gets
  template <class Append>
  Result<void> write_parts(Append append) {
    static_cast<void>(flush());
    text::Text text(static_cast<text::TextReceiver&>(*this));
    if (written_) append(text);
    text.finish();
    if (written_) written_ = sink_->flush();
    if (!written_) ++unwritten_;
    return written_;
  }
  Result<void> flush() {
    if (held_.size() > 0) write_now(held_.view(), ends_);
    held_.clear();
    ends_.clear();
    return written_;
  }
  /// Ends the text before a record, for a reason that is returned from then on.
  Result<void> fail(const Error& reason) {
    if (flush()) written_ = tl::unexpected(reason);
    return written_;
  }
  Result<void> rotate() { return flush() ? written_ = sink_->rotate() : written_; }
  Result<void> close() { return flush() ? written_ = sink_->close() : written_; }

  /// Records that could not be written whole.
  std::uint64_t unwritten() const noexcept { return unwritten_; }

 private:
  static constexpr std::size_t kPiece = 64 << 10;

  void write_now(std::string_view text, std::span<const std::size_t> ends) {
    const std::uint64_t before = sink_->stats().octets.value();
    if (written_) {
      written_ = sink_->write(std::as_bytes(std::span(text))).and_then([this] { return sink_->flush(); });
    }
    if (written_) return;
    const std::size_t whole = sink_->stats().octets.value() - before;
    const auto lost = ends.empty() ? std::ranges::count(text.substr(whole), '\n')
                                   : std::ranges::count_if(ends, [whole](std::size_t end) { return end > whole; });
    unwritten_ += static_cast<std::uint64_t>(lost);
  }
  void take(std::string_view part) override {
    if (written_) written_ = sink_->write(std::as_bytes(std::span(part)));
  }

  std::unique_ptr<Sink> sink_;
  bool unbuffered_;
  text::Text held_;
  std::vector<std::size_t> ends_;  // in what is held
  Result<void> written_;
  std::uint64_t unwritten_ = 0;
};

}  // namespace nmsgxx::engine
