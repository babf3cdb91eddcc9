#pragma once

#include <cstdint>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::message {

/// A field's value in one form for all encodings.
struct Value {
  std::uint64_t number = 0;  ///< signed ones extended to 64 bits; of a double its octets
  Bytes bytes{};             ///< null when a stored field is empty
};

}  // namespace nmsgxx::message
