#pragma once

#include <memory>
#include <string_view>

#include "message/growing_text.hpp"

namespace nmsgxx::message {

/// Tells JSON from other text.  Memory is kept from one to the next.
class JsonCheck {
 public:
  JsonCheck();
  ~JsonCheck();

  /// @param room  to work in
  bool is_json(std::string_view text, Text& room);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nmsgxx::message
