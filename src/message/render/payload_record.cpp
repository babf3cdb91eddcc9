#include "message/render/payload_record.hpp"

#include "message/render/raw_fields.hpp"

namespace nmsgxx::message {
namespace {

std::string_view alias(const AliasTable& table, std::uint32_t number) noexcept {
  return number == 0 ? std::string_view{} : table.name(number);
}

}  // namespace

Result<void> PayloadRecord::read(const PayloadView& payload) {
  schema_ = scratch_.find(*registry_, payload.type);
  Result<void> result;
  if (schema_ == nullptr) {
    result = read_raw_fields(payload.bytes, scratch_.raw);
  } else if (payload.has_bytes) {
    result = scratch_.parse(schema_->layout(), payload.bytes);
  }
  readable_ = result.has_value();
  return result;
}

std::string_view PayloadRecord::operator_alias(std::uint32_t number) const noexcept {
  return aliases_ == nullptr ? std::string_view{} : alias(aliases_->operators, number);
}

std::string_view PayloadRecord::group_alias(std::uint32_t number) const noexcept {
  return aliases_ == nullptr ? std::string_view{} : alias(aliases_->groups, number);
}

}  // namespace nmsgxx::message
