#include <filesystem>
#include <iostream>

#include "fuzz/fuzz.hpp"
#include "support/test_data.hpp"

// Runs a target over files and the files of folders.  Options, which are libFuzzer's, say nothing here.
int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::size_t runs = 0;
  const auto replay = [&](const fs::path& path) {
    const auto octets = nmsgxx::test::read_file(path);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
    ++runs;
  };
  for (const fs::path path : std::span(argv + 1, argv + argc)) {
    if (path.string().starts_with('-')) continue;
    if (!fs::is_directory(path)) {
      replay(path);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(path)) replay(entry.path());
  }
  std::cout << runs << " inputs\n";
  return runs == 0;
}
