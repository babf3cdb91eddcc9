#include "salvage.hpp"

#include <optional>
#include <utility>

#include "nmsgxx/writer.hpp"

namespace nmsgxx::tools {
namespace {

class Salvage {
 public:
  Salvage(ContainerSource& source, Sink& sink, const std::function<void(const Damage&)>& damaged, Salvaged& done)
      : source_(source),
        sink_(sink),
        writer_({}, sink),
        compressing_writer_({.zlib = true}, sink),
        damaged_(damaged),
        done_(done) {}

  Result<void> run() {
    auto result = read();
    report_damage();
    done_.bytes = source_.stats().octets.value();
    return result;
  }

 private:
  Result<void> read() {
    Result<ContainerView> container;
    while (true) {
      const auto state = source_.next_or_damage(container);
      if (!state) return tl::unexpected(state.error());
      if (*state != SourceState::ready) return {};
      if (!container) {
        add_loss(source_.last(), container.error());
        continue;
      }
      report_damage();
      if (auto written = write(source_.last(), *container); !written) return written;
    }
  }

  Result<void> write(const RawContainer& container, const ContainerView& view) {
    std::uint64_t bad = 0;
    for (const PayloadView& payload : view) bad += payload.check_crc() == CrcVerdict::bad ? 1 : 0;
    if (bad > 0) damaged_({container.offset, container.end() - container.offset, bad, {Errc::bad_crc, 0, {}}});
    done_.lost_payloads += bad;
    done_.payloads += view.size() - bad;
    if (bad > 0 && bad == view.size()) return {};
    ++done_.containers;
    if (bad == 0 && !container.header.fragment()) return sink_.write(container.whole());
    ++done_.rewritten;
    return rewrite(view, container.header.zlib() ? compressing_writer_ : writer_);
  }

  static Result<void> rewrite(const ContainerView& container, ContainerWriter& writer) {
    for (const PayloadView& payload : container) {
      if (payload.check_crc() == CrcVerdict::bad) continue;
      if (auto added = writer.add(payload); !added) return added;
    }
    return writer.flush();
  }

  void add_loss(const RawContainer& container, const Error& error) {
    const std::uint64_t bytes = container.end() - container.offset;
    const bool continues = container.refused != nullptr && container.refused->continues;
    if (container.refused != nullptr) done_.incomplete_messages += container.refused->messages;
    if (bytes == 0) return;
    if (damage_ && continues) {
      damage_->bytes += bytes;
    } else {
      report_damage();
      damage_ = Damage{container.offset, bytes, 0, error};
    }
    done_.lost_bytes += bytes;
  }

  void report_damage() {
    if (damage_) damaged_(*damage_);
    damage_.reset();
  }

  ContainerSource& source_;
  Sink& sink_;
  ContainerWriter writer_;
  ContainerWriter compressing_writer_;
  const std::function<void(const Damage&)>& damaged_;
  Salvaged& done_;
  std::optional<Damage> damage_;  // not reported yet: the next range may continue it
};

}  // namespace

Result<void> salvage(ContainerSource& source, Sink& sink, const std::function<void(const Damage&)>& damaged, Salvaged& done) {
  return Salvage(source, sink, damaged, done).run();
}

}  // namespace nmsgxx::tools
