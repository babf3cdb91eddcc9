#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "nmsgxx/error.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

/// Prints what was skipped to standard error: the first of each kind in full, and at the end how many there were.
///
/// Threads: any.
class MessageLog {
 public:
  /// @param program  prefix of each line
  /// @param strict   prints nothing; instead every report is answered with an Errc::refused that says where and why
  /// @param remarks  codes that are not damage, whoever reports them
  MessageLog(std::string program, bool strict, std::set<Errc> remarks = {})
      : program_(std::move(program)), strict_(strict), remarks_(std::move(remarks)) {}

  enum class Weight { damage, remark };

  /// Returns a report that names the input or output.
  Report report(std::string name);
  /// Adds a message, even under `strict`.
  void add(const std::string& name, const Error& error, Weight weight = Weight::damage);

  /// Prints how often each kind of message came, if it came more than once.
  void print_counts();
  /// Whether anything but remarks came.
  bool any_damage() const;

 private:
  std::string program_;
  bool strict_;
  std::set<Errc> remarks_;
  mutable std::mutex mutex_;
  std::map<Errc, std::uint64_t> counts_;
  bool any_damage_ = false;
};

/// Does the same with the messages of libprotobuf, which writes one for every malformed value, for as long as it lives.  There
/// may be only one of these.
///
/// Threads: any.
class ProtobufLog {
 public:
  ProtobufLog();
  ~ProtobufLog();
  ProtobufLog(const ProtobufLog&) = delete;
  ProtobufLog& operator=(const ProtobufLog&) = delete;
};

}  // namespace nmsgxx::tools
