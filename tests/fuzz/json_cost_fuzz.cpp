#include "fuzz/cost.hpp"
#include "message/render/payload_record.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nmsgxx;
  fuzz::check_cost(data, size, message::JsonRecord(fuzz::registry(), nullptr));
  return 0;
}
