#include <cstdint>

#include "dns/address.hpp"
#include "dns/escape.hpp"
#include "dns/number.hpp"
#include "dns/quoted.hpp"
#include "dns/radix.hpp"
#include "dns/service_key.hpp"
#include "dns/service_params.hpp"

namespace nmsgxx::dns {
namespace {

// A list of protocols is a string of the DNS with an escaping of its own inside (RFC 9460, appendix A.1), so that what is
// escaped in the list has its backslash escaped.
constexpr Script kProtocolScript = [] {
  Script script = kStringScript;
  script['\\'] = written("\\\\\\\\");
  script[','] = written("\\\\,");
  return script;
}();

/// Appends the values of a list with commas between them.  wdns writes `end` behind the last, so that it is missing from an
/// empty list.
template <class AppendValue>
Fault append_list(OctetReader values, char end, std::string& out, AppendValue append_value) {
  while (!values.empty()) {
    if (!append_value(values)) return Fault::bad_value;
    out += values.empty() ? end : ',';
  }
  return Fault::none;
}

Fault append_keys(OctetReader value, std::string& out) {
  return append_list(value, ' ', out, [&](OctetReader& keys) {
    if (!keys.has(2)) return false;
    append_service_key(static_cast<ServiceKey>(keys.number<std::uint16_t>()), out);
    return true;
  });
}

Fault append_protocols(OctetReader value, std::string& out) {
  out += '"';
  const Fault fault = append_list(value, '"', out, [&](OctetReader& protocols) {
    if (!protocols.has_counted()) return false;
    append_written(protocols.counted(), kProtocolScript, out);
    return true;
  });
  if (fault == Fault::none) out += ' ';
  return fault;
}

Fault append_port(OctetReader value, std::string& out) {
  if (value.rest().size() != 2) return Fault::bad_value;
  append_number(value.number<std::uint16_t>(), out);
  out += ' ';
  return Fault::none;
}

Fault append_hints(OctetReader value, std::size_t address_size, std::string& out) {
  return append_list(value, ' ', out, [&](OctetReader& addresses) {
    if (!addresses.has(address_size)) return false;
    append_address(addresses.take(address_size), out);
    return true;
  });
}

Fault append_no_value(Bytes value, std::string& out) {
  if (!value.empty()) return Fault::bad_value;
  out += ' ';
  return Fault::none;
}

Fault append_value(ServiceKey key, Bytes value, std::string& out) {
  switch (key) {
    case ServiceKey::mandatory: return append_keys(OctetReader(value), out);
    case ServiceKey::alpn: return append_protocols(OctetReader(value), out);
    case ServiceKey::no_default_alpn: return append_no_value(value, out);
    case ServiceKey::port: return append_port(OctetReader(value), out);
    case ServiceKey::ipv4hint: return append_hints(OctetReader(value), kIpv4Size, out);
    case ServiceKey::ipv6hint: return append_hints(OctetReader(value), kIpv6Size, out);
    case ServiceKey::ech:
      append_base64(value, out);
      out += ' ';
      return Fault::none;
    default: append_quoted(value, out); return Fault::none;
  }
}

Fault append_param(OctetReader& rdata, std::string& out) {
  if (!rdata.has(2)) return Fault::cut_off;
  const auto key = static_cast<ServiceKey>(rdata.number<std::uint16_t>());
  if (key == ServiceKey::invalid) return Fault::cut_off;
  append_service_key(key, out);
  if (key != ServiceKey::no_default_alpn) out += '=';
  if (!rdata.has(2)) return Fault::cut_off;
  const auto size = rdata.number<std::uint16_t>();
  if (!rdata.has(size)) return Fault::cut_off;
  return append_value(key, rdata.take(size), out);
}

}  // namespace

Fault append_params(OctetReader& rdata, std::string& out) {
  while (!rdata.empty()) {
    const Fault fault = append_param(rdata, out);
    if (fault != Fault::none) return fault;
  }
  return Fault::none;
}

}  // namespace nmsgxx::dns
