#pragma once

#include <cstddef>
#include <cstdint>

// Carry-less multiplication moves a lane of 128 bits past the octets that follow it: lane * x^(8 n) modulo the polynomial.
// (Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel 2009.)
namespace nmsgxx::wire {

/// What the two halves of a lane are multiplied by.
struct FoldBy {
  std::uint64_t low;
  std::uint64_t high;
};

/// x^n modulo the polynomial, both in reflected form.
constexpr std::uint32_t power_of_x(std::size_t n) noexcept {
  constexpr std::uint32_t kPolynomial = 0x82F63B78;
  std::uint32_t power = 0x80000000;
  for (; n > 0; --n) power = (power >> 1) ^ ((power & 1) != 0 ? kPolynomial : 0);
  return power;
}

/// To move a lane by so many octets.  A reflected product stands one bit low and a 32-bit factor 32 bits high: 33 in all.
constexpr FoldBy fold_by(std::size_t octets) noexcept {
  const std::size_t bits = 8 * octets;
  return {power_of_x(bits + 64 - 33), power_of_x(bits - 33)};
}

}  // namespace nmsgxx::wire
