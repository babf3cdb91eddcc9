#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nmsgxx/error.hpp"

namespace nmsgxx::tools {

/// The command line, or something that it names, cannot be used.
class UsageError : public std::runtime_error {
 public:
  /// @param context  lines that are printed below the message as they are
  explicit UsageError(std::string message, std::vector<std::string> context = {})
      : UsageError(std::vector{std::move(message)}, std::move(context)) {}
  /// Several problems at once; must not be empty.
  explicit UsageError(std::vector<std::string> messages, std::vector<std::string> context = {})
      : std::runtime_error(messages.front()), messages_(std::move(messages)), context_(std::move(context)) {}

  /// One line for each problem.  Unlike what(), these keep NUL characters.
  const std::vector<std::string>& messages() const noexcept { return messages_; }
  const std::vector<std::string>& context() const noexcept { return context_; }

 private:
  std::vector<std::string> messages_;
  std::vector<std::string> context_;
};

/// Returns the value.  Throws the error as a UsageError.
template <class T>
T or_throw(Result<T> result) {
  if (!result) throw UsageError(result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace nmsgxx::tools
