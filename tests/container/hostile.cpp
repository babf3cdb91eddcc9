#include "container/hostile.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "support.hpp"
#include "wire/octets.hpp"

namespace nmsgxx::test {
namespace {

std::filesystem::path find(const std::string& input) {
  const auto own = data_path("hostile/" + input);
  return std::filesystem::exists(own) ? own : shared_path("vectors/hostile/" + input);
}

}  // namespace

std::vector<HostileCase> hostile_cases() {
  std::vector<HostileCase> out;
  for (const char* table : {"hostile/cases.tsv", "hostile/more.tsv"}) {
    std::ifstream file(data_path(table));
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      std::istringstream columns(line);
      HostileCase c;
      std::string kind, payloads;
      std::getline(columns, c.input, '\t');
      std::getline(columns, kind, '\t');
      std::getline(columns, payloads, '\t');
      std::getline(columns, c.what);
      REQUIRE_MESSAGE(columns, table << ": " << line);
      std::istringstream numbers(payloads);
      for (std::string number; std::getline(numbers, number, '|');) c.payloads.push_back(std::stoul(number));
      c.path = find(c.input);
      out.push_back(c);
    }
  }
  return out;
}

std::vector<Octets> read_datagrams(const std::filesystem::path& path) {
  const auto list = read_file(path);
  std::vector<Octets> out;
  for (std::size_t at = 0; at < list.size();) {
    REQUIRE(list.size() - at >= 4);
    std::size_t size = 0;
    for (int i = 0; i < 4; ++i) size = size << 8 | std::to_integer<std::size_t>(list[at++]);
    REQUIRE(list.size() - at >= size);
    const auto begin = list.begin() + static_cast<std::ptrdiff_t>(at);
    out.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
    at += size;
  }
  return out;
}

}  // namespace nmsgxx::test
