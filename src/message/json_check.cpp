#include "message/json_check.hpp"

#include <simdjson.h>

namespace nmsgxx::message {

struct JsonCheck::State {
  simdjson::dom::parser parser;
};

JsonCheck::JsonCheck() : state_(std::make_unique<State>()) {}
JsonCheck::~JsonCheck() = default;

bool JsonCheck::is_json(std::string_view text, Text& room) {
  // The parser reads some octets more than there are: with a copy that has them it makes none of its own.
  room.clear();
  room.append(text).room(simdjson::SIMDJSON_PADDING);
  return state_->parser.parse(room.view().data(), text.size(), false).error() == simdjson::SUCCESS;
}

}  // namespace nmsgxx::message
