#pragma once

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "nmsgxx/bytes.hpp"

namespace nmsgxx::test {

/// Returns the bytes that pairs of hex digits stand for. Spaces and newlines are ignored.
inline std::vector<std::byte> unhex(std::string_view text) {
  std::string digits;
  for (char c : text) {
    if (c != ' ' && c != '\n') digits += c;
  }
  if (digits.size() % 2 != 0) throw std::invalid_argument("odd number of hex digits");
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    out.push_back(static_cast<std::byte>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return out;
}

inline Bytes as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

inline std::vector<std::byte> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  auto bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

/// Returns the path of a file of tests/data.
inline std::filesystem::path data_path(std::string_view name) {
  const char* root = std::getenv("NMSGXX_TEST_DATA");
  if (root == nullptr) throw std::runtime_error("NMSGXX_TEST_DATA is not set: run the tests with `meson test`");
  return std::filesystem::path(root) / name;
}

/// Returns how often to repeat something: n times, or a tenth of that under a sanitizer, where everything takes ten times as
/// long.
inline std::size_t repetitions(std::size_t n) {
  return std::getenv("NMSGXX_SANITIZED") == nullptr ? n : n / 10;
}

/// Returns the path of a file or folder of the shared data, or an empty path if it is not there.
inline std::filesystem::path shared_path(std::string_view name) {
  const char* root = std::getenv("NMSGXX_SHARED");
  if (root == nullptr) return {};
  std::filesystem::path path = std::filesystem::path(root) / name;
  return std::filesystem::exists(path) ? path : std::filesystem::path{};
}

}  // namespace nmsgxx::test
