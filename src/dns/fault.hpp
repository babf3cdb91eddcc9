#pragma once

#include <cstdint>
#include <string>

namespace nmsgxx::dns {

/// What ends the text of rdata early.  The numbers are shown, as wdns shows its own.
enum class Fault : std::uint8_t {
  none = 0,
  bad_label = 3,    ///< a label that is too long, or a name that does not end
  long_name = 8,    ///< a name of more than 255 octets
  bad_value = 12,   ///< a parameter or option whose value is not one
  too_long = 0xFE,  ///< the text grows beyond its bound; shown without a number
  cut_off = 0xFF,   ///< fewer octets than the field has; shown without a number
};

/// Appends what stands in the place of the rest.
void append_fault(Fault fault, std::string& out);

}  // namespace nmsgxx::dns
