#include "dns/fault.hpp"

#include "dns/number.hpp"

namespace nmsgxx::dns {

void append_fault(Fault fault, std::string& out) {
  out += " ### PARSE ERROR";
  if (fault < Fault::too_long) {
    out += " #";
    append_number(static_cast<std::uint8_t>(fault), out);
  }
  out += " ###";
}

}  // namespace nmsgxx::dns
