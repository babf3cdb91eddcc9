#include "nmsgxx/tuple_output.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "nmsgxx/ipconn.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/tuple_text.hpp"
#include "pipeline/text_buffer.hpp"

namespace nmsgxx {
namespace {

class TupleTextOutput final : public TupleOutput {
 public:
  TupleTextOutput(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered)
      : buffer_(std::move(sink), unbuffered), append_(appender(format)) {
    if (format == TupleFormat::csv) buffer_.text() += kTupleCsvHeader;
  }

  Result<void> write(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i) override {
    append_(payload, tuples, i, buffer_.text());
    return buffer_.wrote();
  }
  Result<void> settle() override { return {}; }
  Result<void> tick() override { return buffer_.flush(); }
  Result<void> finish() override { return buffer_.flush(); }

 private:
  using Append = void (*)(const PayloadView&, const FiveTupleBatch&, std::size_t, std::string&);

  static Append appender(TupleFormat format) noexcept {
    switch (format) {
      case TupleFormat::json: return append_tuple_json;
      case TupleFormat::csv: return append_tuple_csv;
      case TupleFormat::text: break;
    }
    return append_tuple_text;
  }

  pipeline::TextBuffer buffer_;
  Append append_;
};

class IpconnOutput final : public TupleOutput {
 public:
  IpconnOutput(std::unique_ptr<PayloadOutput> output, bool now) : output_(std::move(output)), now_(now) {}

  Result<void> write(const PayloadView& payload, const FiveTupleBatch& tuples, std::size_t i) override {
    std::array<std::byte, kIpconnSizeMax> message;
    PayloadView ipconn = payload;
    ipconn.type = kBaseIpconn;
    ipconn.bytes = {message.data(), encode_ipconn(tuples, i, message)};
    ipconn.has_bytes = true;
    if (now_) set_clock(ipconn);
    return output_->write(ipconn);
  }
  Result<void> settle() override { return output_->settle(); }
  Result<void> tick() override { return output_->tick(); }
  Result<void> finish() override { return output_->finish(); }

 private:
  static void set_clock(PayloadView& payload) {
    using namespace std::chrono;
    const auto since = system_clock::now().time_since_epoch();
    const auto whole = floor<seconds>(since);
    payload.time_sec = whole.count();
    payload.time_nsec = static_cast<std::uint32_t>(duration_cast<nanoseconds>(since - whole).count());
  }

  std::unique_ptr<PayloadOutput> output_;
  bool now_;
};

}  // namespace

std::unique_ptr<TupleOutput> make_tuple_text_output(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered) {
  return std::make_unique<TupleTextOutput>(format, std::move(sink), unbuffered);
}

std::unique_ptr<TupleOutput> make_ipconn_output(std::unique_ptr<PayloadOutput> output, bool now) {
  return std::make_unique<IpconnOutput>(std::move(output), now);
}

}  // namespace nmsgxx
