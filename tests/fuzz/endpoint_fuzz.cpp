#include <cmath>
#include <string>

#include "fuzz/fuzz.hpp"
#include "nmsgxx/endpoint.hpp"

// Addresses of sockets: the text of one that was read is read as the same.

namespace nmsgxx::fuzz {
namespace {

void check(const std::vector<Endpoint>& endpoints) {
  require(!endpoints.empty() && endpoints.size() <= 21, "there is an endpoint, and not too many");
  for (const Endpoint& endpoint : endpoints) {
    const auto again = parse_endpoints(endpoint.text());
    require(again && again->size() == 1 && again->front().text() == endpoint.text(), "an endpoint's text is read as the same");
  }
}

}  // namespace
}  // namespace nmsgxx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  const auto text = fuzz::text_of(std::as_bytes(std::span(data, size)));
  const auto inputs = parse_endpoints(text);
  const auto outputs = parse_output_endpoints(text);
  if (inputs) {
    fuzz::check(*inputs);
    fuzz::require(outputs && outputs->endpoints.size() == inputs->size(), "an input's address is an output's");
  }
  if (outputs) {
    fuzz::check(outputs->endpoints);
    fuzz::require(std::isfinite(outputs->rate) && outputs->rate >= 0, "a rate is a number");
  }
  return 0;
}
