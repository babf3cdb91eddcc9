#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "nmsgxx/error.hpp"
#include "nmsgxx/source.hpp"

namespace nmsgxx::tools {

/// Tells people on stderr what was skipped: the first of each kind in full, the rest as totals.  Or lets nothing be skipped.
class Notices {
 public:
  /// @param program  stands in front of each line
  /// @param strict   each report is answered with an Errc::refused that says where and what; nothing is printed
  /// @param remarks  what counts as no loss, whoever reports it
  Notices(std::string program, bool strict, std::set<Errc> remarks = {})
      : program_(std::move(program)), strict_(strict), remarks_(std::move(remarks)) {}

  enum class Weight { loss, remark };

  /// A report that names the input or output.  Safe for threads.
  Report of(std::string name);
  /// Tells of a failure that nobody can be kept from skipping.
  void add(const std::string& name, const Error& error, Weight weight = Weight::loss);

  /// Prints the totals.
  void finish();
  /// Whether anything but remarks came.
  bool any_loss() const;

 private:
  std::string program_;
  bool strict_;
  std::set<Errc> remarks_;
  mutable std::mutex mutex_;
  std::map<Errc, std::uint64_t> counts_;
  bool any_loss_ = false;
};

}  // namespace nmsgxx::tools
