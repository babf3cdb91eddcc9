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

/// A container as it came: its fragments joined, nothing of its body inflated or looked at.  Or a datagram that is none, in its
/// place among them: of that nothing but the sender is there.
struct RawContainer {
  Header header{};           ///< of one that was joined, what stood in front of the fragment that completed it
  Bytes body{};              ///< to be given to a BodyDecoder
  std::uint64_t offset = 0;  ///< where the header stood in a file or pipe; 0 for sockets
  Sender sender{};
  const Error* refused = nullptr;  ///< of a datagram that is no container, why; to be told (ContainerSource::decoded) as it is

  /// The offset behind it.
  std::uint64_t end() const noexcept { return offset + header.size() + header.length; }
};

/// What a container says of its place among those of its sender.
struct SequenceNumbers {
  std::optional<std::uint32_t> sequence{};
  std::optional<std::uint64_t> id{};
};

/// Containers that came together, in order, with the octets that they are views of.
///
/// Lifetime: the views die when the batch is filled again, and with it.
/// Threads:  one at a time; a batch may be worked on by one thread while the source fills another one.
class ContainerBatch {
 public:
  /// Where the source that fills a batch keeps the octets, and what it wants to use again.
  class Storage {
   public:
    virtual ~Storage() = default;
  };

  std::span<const RawContainer> containers() const noexcept { return containers_; }
  bool empty() const noexcept { return containers_.empty(); }

  /// For sources: empties the batch, and gives its storage, which is made when there is none.  A batch stays with one source.
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
