#include "dns/name.hpp"
#include "dns/rdata.hpp"
#include "dns/rdata_field.hpp"
#include "dns/rdata_layout.hpp"

namespace nmsgxx::dns {
namespace {

/// Copies rdata from a message field by field and follows the compression pointers of its names.
class Unpacker {
 public:
  Unpacker(Bytes message, const RdataPlace& place, std::vector<std::byte>& out)
      : message_(message), at_(place.offset), end_(place.offset + place.size), out_(out) {}

  std::size_t at() const noexcept { return at_; }

  bool unpack(const RdataLayout* layout) {
    if (layout == nullptr) return copy(left());
    for (const RdataField field : layout->fields()) {
      if (left() == 0) break;
      if (!unpack(field)) return false;
    }
    return left() == 0;
  }

 private:
  std::size_t left() const noexcept { return end_ - at_; }
  std::size_t front() const noexcept { return std::to_integer<std::size_t>(message_[at_]); }

  bool unpack(RdataField field) {
    switch (field) {
      case RdataField::name: return unpack_name();
      case RdataField::number8: return copy(1);
      case RdataField::number16:
      case RdataField::rrtype: return copy(2);
      case RdataField::number32:
      case RdataField::ipv4: return copy(4);
      case RdataField::eui48: return copy(6);
      case RdataField::eui64: return copy(8);
      case RdataField::ipv6: return copy(16);
      case RdataField::ipv6_suffix: return front() <= kIpv6Bits && copy(1 + ipv6_suffix_size(front()));
      case RdataField::string:
      case RdataField::salt:
      case RdataField::hash: return copy(1 + front());
      case RdataField::strings: return copy_strings();
      case RdataField::rrtypes: return copy_bitmaps();
      case RdataField::params: return are_service_params(message_.subspan(at_, left())) && copy(left());
      case RdataField::options:
      case RdataField::hex:
      case RdataField::base64:
      case RdataField::text: return copy(left());
    }
    return false;
  }

  bool copy(std::size_t size) {
    if (left() < size) return false;
    const Bytes bytes = message_.subspan(at_, size);
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    at_ += size;
    return true;
  }

  // A name may be compressed, so its end within the rdata is known only after it has been read.
  bool unpack_name() {
    if (!dns::unpack_name(message_, at_, out_)) return false;
    const std::size_t size = name_size(message_.subspan(at_));
    if (left() < size) return false;
    at_ += size;
    return true;
  }

  bool copy_strings() {
    while (left() > 0) {
      if (!copy(1 + front())) return false;
    }
    return true;
  }

  bool copy_bitmaps() {
    while (left() >= 2) {
      const auto size = std::to_integer<std::size_t>(message_[at_ + 1]);
      if (size < 1 || size > kBitmapMax || !copy(2 + size)) return false;
    }
    return true;
  }

  Bytes message_;
  std::size_t at_;
  std::size_t end_;
  std::vector<std::byte>& out_;
};

}  // namespace

Result<void> unpack_rdata(Bytes message, const RdataPlace& place, std::vector<std::byte>& out) {
  const RdataLayout* const layout = rdata_layout(place.rrtype);
  Unpacker unpacker(message, place, out);
  if (unpacker.unpack(layout != nullptr && layout->fits(place.rrclass) ? layout : nullptr)) return {};
  return fail(Errc::bad_length, unpacker.at());
}

}  // namespace nmsgxx::dns
