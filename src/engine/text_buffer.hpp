#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx::engine {

/// Text on its way to a sink, in pieces of a good size or, unbuffered, each as it comes.
class TextBuffer {
 public:
  TextBuffer(std::unique_ptr<Sink> sink, bool unbuffered) : sink_(std::move(sink)), unbuffered_(unbuffered) {
    text_.reserve(2 * kPiece);
  }

  /// To be appended to, followed by wrote().
  std::string& text() noexcept { return text_; }
  Result<void> wrote() { return text_.size() >= kPiece || unbuffered_ ? flush() : Result<void>{}; }

  Result<void> flush() {
    if (text_.empty()) return {};
    const std::uint64_t before = sink_->stats().octets.value();
    auto written = sink_->write(std::as_bytes(std::span(text_))).and_then([this] { return sink_->flush(); });
    const auto rest = static_cast<std::ptrdiff_t>(sink_->stats().octets.value() - before);
    if (!written) unwritten_ += static_cast<std::uint64_t>(std::count(text_.begin() + rest, text_.end(), '\n'));
    text_.clear();
    return written;
  }
  /// Lines that could not be written whole.
  std::uint64_t unwritten() const noexcept { return unwritten_; }
  Result<void> close() {
    return flush().and_then([this] { return sink_->close(); });
  }

 private:
  static constexpr std::size_t kPiece = 64 << 10;

  std::unique_ptr<Sink> sink_;
  bool unbuffered_;
  std::string text_;
  std::uint64_t unwritten_ = 0;
};

}  // namespace nmsgxx::engine
