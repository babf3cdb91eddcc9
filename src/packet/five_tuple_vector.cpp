#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "packet/five_tuple_kernels.hpp"
#include "packet/five_tuple_scalar.hpp"
#include "packet/ip_header.hpp"

// Highway compiles this file once for each kind of processor.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "packet/five_tuple_vector.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "base/highway_targets.hpp"

#ifndef NMSGXX_FIVE_TUPLE_VECTOR_ONCE
#define NMSGXX_FIVE_TUPLE_VECTOR_ONCE
namespace nmsgxx::packet {

inline constexpr std::size_t kLanesMax = 16;
static_assert(64 % kLanesMax == 0);

// An IPv4 header without options and an IPv6 header without extension headers, each with the ports after it.
inline constexpr std::uint32_t kMinSize4 = ipv4::kHeaderMin + kPortsSize;
inline constexpr std::uint32_t kMinSize6 = ipv6::kHeaderSize + kPortsSize;

// The kernel loads blocks of 16 bytes and picks lanes of 4 from them; these are the places that it relies on.
inline constexpr std::size_t kBackBlock = 8;
static_assert(ipv4::kSource == kBackBlock + 4 && ipv4::kDestination == kBackBlock + 8 && kMinSize4 == kBackBlock + 16);
static_assert(ipv6::kSource == kBackBlock && kMinSize6 == ipv6::kDestination + 4 + 16);
static_assert(ipv4::kTotalLength == 2 && ipv4::kFlagsAndOffset == 6 && ipv4::kProtocol == 9);
static_assert(ipv6::kPayloadLength == 4 && ipv6::kNextHeader == 6);

/// Stands in for a packet that is too short.
alignas(16) inline constexpr std::array<std::byte, kMinSize4> kEmptyPacket{};

/// Bits of a group of packets: those with a five-tuple, and those that need the scalar decoder.
struct Verdicts {
  std::uint64_t valid = 0;
  std::uint64_t undecided = 0;
};

}  // namespace nmsgxx::packet
#endif

HWY_BEFORE_NAMESPACE();
namespace nmsgxx::packet::HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR
void decode(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) {
  decode_five_tuples_portable(packets, options, out);
}
#else

namespace hn = hwy::HWY_NAMESPACE;

// A lane has 4 bytes; a block has four lanes, 16 bytes of one packet.
using D32 = hn::CappedTag<std::uint32_t, kLanesMax>;
using D8 = hn::Repartition<std::uint8_t, D32>;
using V32 = hn::Vec<D32>;
using M32 = hn::Mask<D32>;

constexpr std::size_t kLanes = hn::MaxLanes(D32());
constexpr std::size_t kBlocks = kLanes / 4;

// The same 16 bytes of one packet per lane: four vectors, which together have one block for each packet.
struct Blocks {
  V32 part[4];
};

// Builds a vector with the block of a different packet in each place.  `block(k)` has that of packet k in every place.
template <class Block>
HWY_INLINE V32 join(const Block& block) {
  if constexpr (kBlocks == 1) {
    return block(0);
  } else if constexpr (kBlocks == 2) {
    return hn::OddEvenBlocks(block(1), block(0));
  } else {
    return hn::ConcatUpperLower(D32(), hn::OddEvenBlocks(block(3), block(2)), hn::OddEvenBlocks(block(1), block(0)));
  }
}

HWY_INLINE V32 load_block(const std::byte* at) {
  return hn::LoadDup128(D32(), reinterpret_cast<const std::uint32_t*>(at));
}

HWY_INLINE V32 evens(V32 high, V32 low) {
  return hn::ConcatEven(D32(), high, low);
}
HWY_INLINE V32 odds(V32 high, V32 low) {
  return hn::ConcatOdd(D32(), high, low);
}

// One lane of each block, in the order of the packets.
HWY_INLINE V32 lane0(const Blocks& b) {
  return evens(evens(b.part[3], b.part[2]), evens(b.part[1], b.part[0]));
}
HWY_INLINE V32 lane1(const Blocks& b) {
  return evens(odds(b.part[3], b.part[2]), odds(b.part[1], b.part[0]));
}
HWY_INLINE V32 lane3(const Blocks& b) {
  return odds(odds(b.part[3], b.part[2]), odds(b.part[1], b.part[0]));
}

// Swaps the bytes of both halves of each lane, from network order to the processor's.
HWY_INLINE V32 network16(V32 rows) {
  const hn::Repartition<std::uint16_t, D32> d16;
  const auto halves = hn::BitCast(d16, rows);
  return hn::BitCast(D32(), hn::Or(hn::ShiftLeft<8>(halves), hn::ShiftRight<8>(halves)));
}

HWY_INLINE M32 at_least(V32 lanes, V32 least) {
  return hn::Eq(hn::Max(lanes, least), lanes);
}
HWY_INLINE M32 is(V32 lanes, std::uint32_t value) {
  return hn::Eq(lanes, hn::Set(D32(), value));
}
HWY_INLINE M32 is(V32 protocol, Transport transport) {
  return is(protocol, static_cast<std::uint32_t>(transport));
}

HWY_INLINE M32 is_selected(V32 protocol, bool all_transports) {
  const auto usual = hn::Or(is(protocol, Transport::tcp), is(protocol, Transport::udp));
  if (!all_transports) return usual;
  return hn::Or(hn::Or(usual, is(protocol, Transport::sctp)),
                hn::Or(is(protocol, Transport::dccp), is(protocol, Transport::udplite)));
}

HWY_INLINE std::uint64_t bits_of(M32 mask) {
  std::array<std::uint8_t, 8> bytes{};
  hn::StoreMaskBits(D32(), mask, bytes.data());
  return bytes[0] | std::uint64_t{bytes[1]} << 8;
}

// All ones in the blocks whose bits are set.
HWY_INLINE M32 block_mask(std::uint64_t bits) {
  static constexpr auto kMasks = [] {
    std::array<std::array<std::uint32_t, kLanes>, std::size_t{1} << kBlocks> masks{};
    for (std::size_t n = 0; n < masks.size(); ++n) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) masks[n][lane] = (n >> (lane / 4) & 1) != 0 ? 0xFFFFFFFF : 0;
    }
    return masks;
  }();
  const D32 d;
  return hn::MaskFromVec(hn::LoadU(d, kMasks[bits % kMasks.size()].data()));
}

// Moves an IPv4 address from lane `kLane` of each block to its front and clears the rest.
template <std::uint8_t kLane>
HWY_INLINE V32 address4(V32 blocks) {
  constexpr std::uint8_t kZero = 0x80;
  constexpr std::uint8_t kAt = 4 * kLane;
  HWY_ALIGN static constexpr std::uint8_t kFrom[16] = {kAt,   kAt + 1, kAt + 2, kAt + 3, kZero, kZero, kZero, kZero,
                                                       kZero, kZero,   kZero,   kZero,   kZero, kZero, kZero, kZero};
  const D8 d8;
  return hn::BitCast(D32(), hn::TableLookupBytesOr0(hn::BitCast(d8, blocks), hn::LoadDup128(d8, kFrom)));
}

HWY_INLINE void store_blocks(V32 blocks, FiveTupleBatch::Address* at) {
  hn::StoreU(blocks, D32(), reinterpret_cast<std::uint32_t*>(at));
}

// The header fields that decide whether a packet has a five-tuple, one lane per packet.
struct Rows {
  V32 first;   // version and header length, traffic class, total length
  V32 second;  // IPv4: identification, flags and offset; IPv6: payload length, next header
  V32 third;   // IPv4: time to live, protocol
  V32 size;
};

// Applies the rules of five_tuple_portable.cpp.
HWY_INLINE Verdicts decide(const Rows& rows, const DecodeOptions& options, FiveTupleBatch& out, std::size_t i) {
  const D32 d;
  const hn::Rebind<std::uint8_t, D32> d8;
  constexpr std::uint32_t kNever = 0x100;
  constexpr std::uint32_t kIcmp6 = 58;
  const auto byte0 = hn::And(rows.first, hn::Set(d, 0xFF));
  const auto is6 = is(hn::And(byte0, hn::Set(d, 0xF0)), options.ipv6 ? 0x60 : kNever);
  const auto plain4 = is(byte0, options.ipv4 ? 0x45 : kNever);
  const auto options4 = hn::Lt(hn::Sub(byte0, hn::Set(d, 0x46)), hn::Set(d, 0x50 - 0x46));
  const auto unfragmented4 = is(hn::And(rows.second, hn::Set(d, 0xFF1F0000)), 0);

  const auto protocol4 = hn::And(hn::ShiftRight<8>(rows.third), hn::Set(d, 0xFF));
  const auto protocol6 = hn::And(hn::ShiftRight<16>(rows.second), hn::Set(d, 0xFF));
  const auto protocol = hn::IfThenElse(is6, protocol6, protocol4);
  const auto selected = is_selected(protocol, options.all_transports);

  const auto length4 = hn::ShiftRight<16>(network16(rows.first));
  const auto length6 =
      hn::Add(hn::And(network16(rows.second), hn::Set(d, 0xFFFF)), hn::Set(d, std::uint32_t{ipv6::kHeaderSize}));
  const auto one = hn::Set(d, 1);
  // Minus one, so that a length of 0 wraps around to the largest.
  const auto end = hn::Min(hn::Sub(hn::IfThenElse(is6, length6, length4), one), hn::Sub(rows.size, one));
  const auto whole = at_least(end, hn::IfThenElse(is6, hn::Set(d, kMinSize6 - 1), hn::Set(d, kMinSize4 - 1)));

  hn::StoreU(hn::TruncateTo(d8, protocol), d8, out.protocol.data() + i);
  hn::StoreU(hn::TruncateTo(d8, hn::IfThenElse(is6, hn::Set(d, 16), hn::Set(d, 4))), d8, out.address_size.data() + i);
  const auto known = hn::Or(is6, hn::And(plain4, unfragmented4));
  const auto extended6 = hn::AndNot(hn::Or(selected, is(protocol, kIcmp6)), is6);
  return {bits_of(hn::And(hn::And(known, whole), selected)), bits_of(hn::Or(options4, extended6))};
}

HWY_INLINE void store_ports(V32 rows, FiveTupleBatch& out, std::size_t i) {
  const hn::Rebind<std::uint16_t, D32> d16;
  const auto ports = network16(rows);
  hn::StoreU(hn::TruncateTo(d16, hn::And(ports, hn::Set(D32(), 0xFFFF))), d16, out.source_port.data() + i);
  hn::StoreU(hn::TruncateTo(d16, hn::ShiftRight<16>(ports)), d16, out.destination_port.data() + i);
}

// Decodes one packet per lane, each of at least kMinSize4 bytes, into the batch from entry `i` on.
HWY_INLINE Verdicts decode_group(const Bytes* packets, V32 size, const DecodeOptions& options, FiveTupleBatch& out,
                                 std::size_t i) {
  const D32 d;
  // The back block has, in IPv4: time to live and protocol, source, destination, ports; in IPv6: the source.
  const auto load = [&](std::size_t n, std::size_t from) HWY_ATTR {
    return join([&](std::size_t k) HWY_ATTR { return load_block(packets[n * kBlocks + k].data() + from); });
  };
  const V32 front0 = load(0, 0), back0 = load(0, kBackBlock);
  const V32 front1 = load(1, 0), back1 = load(1, kBackBlock);
  const V32 front2 = load(2, 0), back2 = load(2, kBackBlock);
  const V32 front3 = load(3, 0), back3 = load(3, kBackBlock);
  const Blocks front{{front0, front1, front2, front3}};
  const Blocks back{{back0, back1, back2, back3}};
  const V32 first = lane0(front);
  // Bit 5 of the first byte tells version 6 from 4.
  const auto six = hn::And(hn::TestBit(first, hn::Set(d, 0x20)), at_least(size, hn::Set(d, kMinSize6)));
  if (hn::AllFalse(d, six)) {
    for (std::size_t n = 0; n < 4; ++n) {
      store_blocks(address4<1>(back.part[n]), &out.source[i + n * kBlocks]);
      store_blocks(address4<2>(back.part[n]), &out.destination[i + n * kBlocks]);
    }
    store_ports(lane3(back), out, i);
  } else {
    // In either version the ports are the last lane of a block.
    HWY_ALIGN std::array<std::uint32_t, kLanes> destination_at;
    HWY_ALIGN std::array<std::uint32_t, kLanes> ports_at;
    hn::Store(hn::IfThenElse(six, hn::Set(d, std::uint32_t{ipv6::kDestination}), hn::Set(d, std::uint32_t{kBackBlock})), d,
              destination_at.data());
    hn::Store(hn::IfThenElse(six, hn::Set(d, kMinSize6 - 16), hn::Set(d, std::uint32_t{kBackBlock})), d, ports_at.data());
    const std::uint64_t sixes = bits_of(six);
    const auto load_at = [&](std::size_t n, const auto& places) HWY_ATTR {
      return join([&](std::size_t k)
                      HWY_ATTR { return load_block(packets[n * kBlocks + k].data() + places[n * kBlocks + k]); });
    };
    for (std::size_t n = 0; n < 4; ++n) {
      const auto mask = block_mask(sixes >> (n * kBlocks));
      const V32 destination = load_at(n, destination_at);
      store_blocks(hn::IfThenElse(mask, back.part[n], address4<1>(back.part[n])), &out.source[i + n * kBlocks]);
      store_blocks(hn::IfThenElse(mask, destination, address4<2>(destination)), &out.destination[i + n * kBlocks]);
    }
    const Blocks ports{{load_at(0, ports_at), load_at(1, ports_at), load_at(2, ports_at), load_at(3, ports_at)}};
    store_ports(lane3(ports), out, i);
  }
  return decide({first, lane1(front), lane0(back), size}, options, out, i);
}

void decode(std::span<const Bytes> packets, const DecodeOptions& options, FiveTupleBatch& out) {
  const D32 d;
  out.size = packets.size();
  out.mask = {};
  // All sizes are stored before any is loaded: a vector load right after the narrower stores that it covers would stall.
  HWY_ALIGN std::array<std::uint32_t, kBatchSize> sizes;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    sizes[i] = static_cast<std::uint32_t>(std::min<std::size_t>(packets[i].size(), 0xFFFFFFFF));
  }
  std::array<std::uint64_t, kBatchSize / 64> undecided{};
  for (std::size_t i = 0; i < packets.size(); i += kLanes) {
    const Bytes* group = packets.data() + i;
    V32 size = hn::Load(d, sizes.data() + i);
    std::array<Bytes, kLanes> repaired;
    const std::size_t left = packets.size() - i;
    if (left < kLanes || !hn::AllTrue(d, at_least(size, hn::Set(d, kMinSize4)))) {
      for (std::size_t k = 0; k < kLanes; ++k)
        repaired[k] = k < left && group[k].size() >= kMinSize4 ? group[k] : Bytes(kEmptyPacket);
      size = hn::IfThenElseZero(hn::FirstN(d, left), size);
      group = repaired.data();
    }
    const Verdicts some = decode_group(group, size, options, out, i);
    out.mask[i / 64] |= some.valid << (i % 64);
    undecided[i / 64] |= some.undecided << (i % 64);
  }
  const SelectedTransports selected(options);
  for (std::size_t word = 0; word < undecided.size(); ++word) {
    for (std::uint64_t left = undecided[word]; left != 0; left &= left - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(left));
      const std::size_t i = word * 64 + bit;
      out.mask[word] |= std::uint64_t{decode_five_tuple(packets[i], selected, out, i)} << bit;
    }
  }
}
#endif

}  // namespace nmsgxx::packet::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace nmsgxx::packet {
namespace {

constexpr FiveTupleKernel kKernels[] = {NMSGXX_HIGHWAY_KERNELS(decode)  //
                                        {"portable", base::InstructionSet::portable, decode_five_tuples_portable}};

}  // namespace

std::span<const FiveTupleKernel> five_tuple_kernels() noexcept {
  return base::supported(kKernels);
}

}  // namespace nmsgxx::packet
#endif
