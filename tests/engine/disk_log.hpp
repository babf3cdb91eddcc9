#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "support/faults.hpp"
#include "support/octets.hpp"
#include "support/random.hpp"

namespace nmsgxx::test {

/// What became of the files of a folder, for as long as this listens, to be played up to the moment at which a machine lost its
/// power.
class DiskLog final : public FileEvents {
 public:
  explicit DiskLog(std::string folder) : folder_(std::move(folder)) { observe_files(this); }
  ~DiskLog() override { observe_files(nullptr); }
  DiskLog(const DiskLog&) = delete;
  DiskLog& operator=(const DiskLog&) = delete;

  /// Somebody was told that a file is whole.
  void told(const std::string& name);

  std::size_t events() const noexcept { return events_.size(); }
  /// All that was ever written to the file that has this name in the end.
  const Octets& content(const std::string& name) const { return contents_[names_.at(name)]; }

  struct Remains {
    std::map<std::string, Octets> files;
    std::map<std::string, std::size_t> safe;  ///< octets of each that were synchronized
    std::set<std::string> told;
  };
  /// What a disk has when power was lost behind so many events: what was synchronized, and of all else any part, whatever its
  /// order.
  Remains lose_power(std::size_t events, Random& random) const;

  void opened(int descriptor, const char* path, int flags) override;
  void written(int descriptor, const void* octets, std::size_t size) override;
  void synchronized(int descriptor) override;
  void renamed(const char* from, const char* to) override;

 private:
  enum class Kind { name, write, synchronize, synchronize_folder, told };
  struct Event {
    Kind kind;
    std::size_t file = 0;
    Octets octets{};
    std::string from{};  // empty for a new file
    std::string to{};
  };
  static constexpr std::size_t kFolder = ~std::size_t{0};

  std::string folder_;
  std::mutex mutex_;  // of what follows
  std::vector<Event> events_;
  std::map<std::string, std::size_t> names_;
  std::vector<Octets> contents_;
  std::map<int, std::size_t> open_;
};

}  // namespace nmsgxx::test
