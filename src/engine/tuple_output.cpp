#include "nmsgxx/tuple_output.hpp"

#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "container/payload_run.hpp"
#include "packet/ipconn_encoder.hpp"
#include "nmsgxx/message_type.hpp"
#include "nmsgxx/tuple_text.hpp"
#include "engine/container_output.hpp"
#include "engine/text_buffer.hpp"

namespace nmsgxx {
namespace {

using container::PayloadRun;

template <class Each>
void for_each_valid(const FiveTupleBatch& tuples, Each each) {
  for (std::size_t word = 0; word < tuples.mask.size(); ++word) {
    for (std::uint64_t left = tuples.mask[word]; left != 0; left &= left - 1) {
      each(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
    }
  }
}

using AppendText = void (*)(const PayloadView&, const FiveTupleBatch&, std::size_t, std::string&);

AppendText appender(TupleFormat format) noexcept {
  switch (format) {
    case TupleFormat::json: return append_tuple_json;
    case TupleFormat::csv: return append_tuple_csv;
    case TupleFormat::text: break;
  }
  return append_tuple_text;
}

class TextPiece final : public TupleOutput::Piece {
 public:
  explicit TextPiece(AppendText append) : append_(append) {}

  void add(std::span<const PayloadView> payloads, const FiveTupleBatch& tuples) override {
    for_each_valid(tuples, [&](std::size_t i) { append_(payloads[i], tuples, i, text); });
  }
  void clear() override { text.clear(); }

  std::string text;

 private:
  AppendText append_;
};

class TupleTextOutput final : public TupleOutput {
 public:
  TupleTextOutput(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered)
      : buffer_(std::move(sink), unbuffered), append_(appender(format)) {
    if (format == TupleFormat::csv) buffer_.text() += kTupleCsvHeader;
  }

  std::unique_ptr<Piece> make_piece() const override { return std::make_unique<TextPiece>(append_); }
  Result<void> write(const Piece& piece) override {
    buffer_.text() += static_cast<const TextPiece&>(piece).text;
    return buffer_.wrote();
  }
  Result<void> settle() override { return {}; }
  Result<void> tick() override { return buffer_.flush(); }
  Result<void> finish() override { return buffer_.close(); }
  std::uint64_t unwritten() const override { return buffer_.unwritten(); }

 private:
  engine::TextBuffer buffer_;
  AppendText append_;
};

class IpconnPiece final : public TupleOutput::Piece {
 public:
  explicit IpconnPiece(bool now) : now_(now) {}

  void add(std::span<const PayloadView> payloads, const FiveTupleBatch& tuples) override {
    if (now_) payloads = at_once(payloads);
    const packet::PortVarints ports(tuples);
    run.add_small(kBaseIpconn, payloads, [&](const auto& add) {
      for_each_valid(
          tuples, [&](std::size_t i) { add(i, [&](std::byte* at) { return packet::write_ipconn(tuples, ports, i, at); }); });
    });
  }
  void clear() override { run.clear(); }

  PayloadRun run;

 private:
  // The same, but for their time.
  std::span<const PayloadView> at_once(std::span<const PayloadView> payloads) {
    using namespace std::chrono;
    const auto since = system_clock::now().time_since_epoch();
    const auto whole = floor<seconds>(since);
    changed_.assign(payloads.begin(), payloads.end());
    for (PayloadView& payload : changed_) {
      payload.time_sec = whole.count();
      payload.time_nsec = static_cast<std::uint32_t>(duration_cast<nanoseconds>(since - whole).count());
    }
    return changed_;
  }

  std::vector<PayloadView> changed_;
  bool now_;
};

class IpconnOutput final : public TupleOutput {
 public:
  IpconnOutput(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink, bool now)
      : output_(options, std::move(sink)), now_(now) {}

  std::unique_ptr<Piece> make_piece() const override { return std::make_unique<IpconnPiece>(now_); }
  Result<void> write(const Piece& piece) override { return output_.write(static_cast<const IpconnPiece&>(piece).run); }
  Result<void> settle() override { return output_.settle(); }
  Result<void> tick() override { return output_.tick(); }
  Result<void> finish() override { return output_.finish(); }
  std::uint64_t unwritten() const override { return output_.unwritten(); }

 private:
  engine::ContainerOutput output_;
  bool now_;
};

}  // namespace

std::unique_ptr<TupleOutput> make_tuple_text_output(TupleFormat format, std::unique_ptr<Sink> sink, bool unbuffered) {
  return std::make_unique<TupleTextOutput>(format, std::move(sink), unbuffered);
}

std::unique_ptr<TupleOutput> make_ipconn_output(const ContainerOutputOptions& options, std::unique_ptr<Sink> sink, bool now) {
  return std::make_unique<IpconnOutput>(options, std::move(sink), now);
}

}  // namespace nmsgxx
