#pragma once

#include <memory>
#include <string>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/error.hpp"

struct bpf_program;

namespace nmsgxx::io {

/// A BPF expression over IP packets, without a link layer.
class PacketFilter {
 public:
  /// @param text  an empty one lets all through
  static Result<PacketFilter> compile(const std::string& text);

  bool any() const noexcept { return program_ != nullptr; }
  bool passes(Bytes ip_packet) const noexcept;

 private:
  struct Free {
    void operator()(bpf_program* program) const noexcept;
  };
  std::unique_ptr<bpf_program, Free> program_;
};

}  // namespace nmsgxx::io
