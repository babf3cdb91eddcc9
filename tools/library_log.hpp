#pragma once

namespace nmsgxx::tools {

/// Takes what libprotobuf logs, which is a line for each bad value: the first of a kind is printed in full, the rest is
/// counted. There is one of these in a program.  Safe for threads.
class LibraryLog {
 public:
  LibraryLog();
  /// Prints the counts.
  ~LibraryLog();
  LibraryLog(const LibraryLog&) = delete;
  LibraryLog& operator=(const LibraryLog&) = delete;
};

}  // namespace nmsgxx::tools
