#include "engine/disk_log.hpp"

#include <fcntl.h>

#include <utility>

namespace nmsgxx::test {
namespace {

struct PlayedFile {
  Octets safe;
  std::vector<Octets> unsafe;
};

// Of what was not synchronized each piece is there, or zeros in its place, or, at the end, nothing.
Octets remains_of(const PlayedFile& file, Random& random) {
  Octets octets = file.safe;
  std::size_t end = octets.size();
  for (const Octets& piece : file.unsafe) {
    const bool kept = one_in(random, 2);
    octets = joined(std::move(octets), kept ? piece : Octets(piece.size()));
    if (kept) end = octets.size();
  }
  if (one_in(random, 2)) octets.resize(end);
  return octets;
}

}  // namespace

void DiskLog::told(const std::string& name) {
  const std::lock_guard lock(mutex_);
  events_.push_back({.kind = Kind::told, .to = name});
}

void DiskLog::opened(int descriptor, const char* path, int flags) {
  const std::lock_guard lock(mutex_);
  open_.erase(descriptor);
  const std::string name = path;
  if (name == folder_) {
    open_[descriptor] = kFolder;
  } else if (name.starts_with(folder_)) {
    if ((flags & O_CREAT) != 0) {
      events_.push_back({.kind = Kind::name, .file = contents_.size(), .to = name});
      names_[name] = contents_.size();
      contents_.emplace_back();
    }
    open_[descriptor] = names_.at(name);
  }
}

void DiskLog::written(int descriptor, const void* octets, std::size_t size) {
  const std::lock_guard lock(mutex_);
  const auto file = open_.find(descriptor);
  if (file == open_.end()) return;
  const auto* const from = static_cast<const std::byte*>(octets);
  events_.push_back({.kind = Kind::write, .file = file->second, .octets = Octets(from, from + size)});
  contents_[file->second].insert(contents_[file->second].end(), from, from + size);
}

void DiskLog::synchronized(int descriptor) {
  const std::lock_guard lock(mutex_);
  const std::size_t file = open_.at(descriptor);
  events_.push_back({.kind = file == kFolder ? Kind::synchronize_folder : Kind::synchronize, .file = file});
}

void DiskLog::renamed(const char* from, const char* to) {
  const std::lock_guard lock(mutex_);
  const auto name = names_.extract(from);
  names_[to] = name.mapped();
  events_.push_back({.kind = Kind::name, .file = name.mapped(), .from = from, .to = to});
}

DiskLog::Remains DiskLog::lose_power(std::size_t events, Random& random) const {
  std::vector<PlayedFile> files(contents_.size());
  std::map<std::string, std::size_t> names;
  std::vector<const Event*> unsafe_names;
  const auto name = [&names](const Event& event) {
    names.erase(event.from);
    names[event.to] = event.file;
  };
  Remains remains;
  for (std::size_t i = 0; i < events; ++i) {
    const Event& event = events_[i];
    switch (event.kind) {
      case Kind::name: unsafe_names.push_back(&event); break;
      case Kind::write: files[event.file].unsafe.push_back(event.octets); break;
      case Kind::synchronize:
        for (const Octets& piece : std::exchange(files[event.file].unsafe, {})) {
          files[event.file].safe = joined(std::move(files[event.file].safe), piece);
        }
        break;
      case Kind::synchronize_folder:
        for (const Event* safe : std::exchange(unsafe_names, {})) name(*safe);
        break;
      case Kind::told: remains.told.insert(event.to); break;
    }
  }
  for (const Event* unsafe : unsafe_names) {
    if (one_in(random, 2)) name(*unsafe);
  }
  for (const auto& [path, file] : names) {
    remains.files[path] = remains_of(files[file], random);
    remains.safe[path] = files[file].safe.size();
  }
  return remains;
}

}  // namespace nmsgxx::test
