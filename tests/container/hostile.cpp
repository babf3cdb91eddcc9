#include "container/hostile.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "support/test_data.hpp"

namespace nmsgxx::test {
namespace {

HostileCase parse_row(const std::string& line) {
  std::istringstream columns(line);
  HostileCase c;
  std::string kind, payloads;
  std::getline(columns, c.input, '\t');
  std::getline(columns, kind, '\t');
  std::getline(columns, payloads, '\t');
  std::getline(columns, c.what);
  REQUIRE_MESSAGE(columns, line);
  std::istringstream numbers(payloads);
  for (std::string number; std::getline(numbers, number, '|');) c.payloads.push_back(std::stoul(number));
  return c;
}

void add(HostileCase c, std::vector<HostileCase>& out) {
  const auto made = made_hostile(c.input);
  c.octets = made ? *made : read_file(data_path("hostile/" + c.input));
  out.push_back(c);
  const auto shared = made ? shared_path("vectors/hostile/" + c.input) : std::filesystem::path();
  if (shared.empty()) return;
  c.octets = read_file(shared);
  out.push_back(std::move(c));
}

}  // namespace

std::vector<HostileCase> hostile_cases() {
  std::vector<HostileCase> out;
  for (const char* table : {"hostile/cases.tsv", "hostile/more.tsv"}) {
    std::ifstream file(data_path(table));
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) add(parse_row(line), out);
  }
  return out;
}

std::vector<Octets> HostileCase::datagrams() const {
  std::vector<Octets> out;
  for (std::size_t at = 0; at < octets.size();) {
    REQUIRE(octets.size() - at >= 4);
    std::size_t size = 0;
    for (int i = 0; i < 4; ++i) size = size << 8 | std::to_integer<std::size_t>(octets[at++]);
    REQUIRE(octets.size() - at >= size);
    const auto begin = octets.begin() + static_cast<std::ptrdiff_t>(at);
    out.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(size));
    at += size;
  }
  return out;
}

}  // namespace nmsgxx::test
