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

/// What an input has between its containers, in its place among them: damage, or messages that will not be complete.
struct Refusal {
  Error error;
  std::uint64_t octets = 0;    ///< of a stream, from the offset on, that belong to no readable container
  bool continues = false;      ///< the octets were searched for a container because of the refusal before, and are part of it
  std::uint64_t messages = 0;  ///< with lost_fragment, incomplete ones that were given up
};

/// A container as it came: its fragments joined, nothing of its body inflated or looked at.  Or something that is none, of
/// which only the offset, the sender and the refusal are there.
struct RawContainer {
  Header header{};           ///< of one that was joined, what stood in front of the fragment that completed it
  Bytes body{};              ///< to be given to a BodyDecoder
  std::uint64_t offset = 0;  ///< where the header stood in a file or pipe; 0 for sockets
  Sender sender{};
  const Refusal* refused = nullptr;  ///< why it is none; its error is to be given to ContainerSource::decoded() as the outcome

  /// The offset behind it.
  std::uint64_t end() const noexcept { return offset + (refused != nullptr ? refused->octets : header.size() + header.length); }
  /// The header and the body as they stood in the stream or datagram; not of one that was joined.
  Bytes whole() const noexcept { return {body.data() - header.size(), header.size() + body.size()}; }
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
