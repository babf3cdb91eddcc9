#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "nmsgxx/bytes.hpp"
#include "nmsgxx/decoder.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/header.hpp"

namespace nmsgxx {

/// What an input has between two containers: damage, or messages that will not be complete.
struct Refusal {
  Error error;
  std::uint64_t octets = 0;    ///< bytes of a stream, from the offset on, that belong to no readable container
  bool continues = false;      ///< the bytes belong to the damage of the refusal before, in which a container was searched for
  std::uint64_t messages = 0;  ///< if the error is lost_fragment: incomplete messages that were dropped
};

/// A container as it was received, with its fragments joined, but not inflated or parsed.  Or a refusal, with only the offset
/// and the sender.
struct RawContainer {
  Header header{};           ///< of joined fragments: the header of the fragment that completed them
  Bytes body{};              ///< for a BodyDecoder
  std::uint64_t offset = 0;  ///< of the header in a file or pipe; 0 for sockets
  Sender sender{};
  const Refusal* refused =
      nullptr;  ///< not null: there is no container, and its error must be passed to ContainerSource::account()

  /// Returns the offset after it.
  std::uint64_t end() const noexcept { return offset + (refused != nullptr ? refused->octets : header.size() + header.length); }
  /// Returns the header and the body as they were received.  Must not be called for joined fragments.
  Bytes whole() const noexcept { return {body.data() - header.size(), header.size() + body.size()}; }
};

/// The place of a container among those of its sender.
struct SequenceNumbers {
  std::optional<std::uint32_t> sequence{};
  std::optional<std::uint64_t> id{};
};

/// Containers in the order in which they were received, and the bytes that they are views of.
///
/// Lifetime: the views are valid until the batch is filled again or destroyed.
/// Threads:  one at a time.  A thread may use one batch while the source fills another one on another thread.
class ContainerBatch {
 public:
  /// Where a source keeps the bytes of a batch, and whatever else it reuses.
  class Storage {
   public:
    virtual ~Storage() = default;
  };

  std::span<const RawContainer> containers() const noexcept { return containers_; }
  bool empty() const noexcept { return containers_.empty(); }

  /// For sources: empties the batch and returns its storage, which is created by the first call.  A batch must always be filled
  /// by the same source.
  template <class T>
  T& begin() {
    containers_.clear();
    if (!storage_) storage_ = std::make_unique<T>();
    return static_cast<T&>(*storage_);
  }
  void add(const RawContainer& container) { containers_.push_back(container); }

 private:
  std::vector<RawContainer> containers_;
  std::unique_ptr<Storage> storage_;
};

}  // namespace nmsgxx
