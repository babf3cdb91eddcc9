#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nmsgxx/error.hpp"
#include "print.hpp"

namespace nmsgxx::tools {

/// Something named on the command line cannot be used.
class Unusable : public std::runtime_error {
 public:
  /// @param below  lines that are printed after the message's
  explicit Unusable(std::string message, std::vector<std::string> below = {})
      : std::runtime_error(message), message_(std::move(message)), below_(std::move(below)) {}

  const std::string& message() const noexcept { return message_; }
  const std::vector<std::string>& below() const noexcept { return below_; }

 private:
  std::string message_;  // what() ends at the first NUL
  std::vector<std::string> below_;
};

/// Prints the message and the lines below it to standard error.
inline void print_error(const std::string& program, const Unusable& error) {
  print_error("{}: {}\n", program, error.message());
  for (const std::string& line : error.below()) print_error("{}\n", line);
}

/// The value, or an Unusable with the error's words.
template <class T>
T require(Result<T> result) {
  if (!result) throw Unusable(result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace nmsgxx::tools
