#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::test {

/// A packet in a buffer of exactly its size, so that a sanitizer detects any read outside.
class HeapPacket {
 public:
  explicit HeapPacket(Bytes bytes) : size_(bytes.size()), data_(std::make_unique<std::byte[]>(size_)) {
    std::copy(bytes.begin(), bytes.end(), data_.get());
  }
  Bytes bytes() const { return {data_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<std::byte[]> data_;
};

}  // namespace nmsgxx::test
