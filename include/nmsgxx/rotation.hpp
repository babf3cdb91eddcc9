#pragma once

#include <functional>
#include <memory>
#include <string>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// A series of files. While one is written it is called `<dir>/.<base>.<stamp>.part`, and `<dir>/<base>.<stamp><suffix>` when
/// it is whole; the stamp is `YYYYMMDD.HHMM.<seconds since 1970>.<nanoseconds>` of its beginning, in UTC.
struct Rotation {
  std::string path;      ///< dir and base
  std::string suffix{};  ///< such as ".nmsg"
  Deadline deadline{};   ///< of what is written to the files, as for open_file_sink()
  /// Called with the name that a next file will have when it is begun.
  std::function<void(const std::string& name)> opened;
  /// Called with the name that each whole file got, or with the reason why it could not get it and what it is still called; the
  /// series goes on. A thread of its own calls it, which waits for the disk: a file that has its name is whole even if the
  /// machine stops. A file that replaced the one that was written is not renamed.
  std::function<void(const Result<std::string>& name)> finished;
};

/// Begins the first file of a series. Sink::rotate() finishes a file and begins the next one; Sink::close() finishes the last.
///
/// Errors: Errc::system
Result<std::unique_ptr<Sink>> open_series(Rotation rotation);

}  // namespace nmsgxx
