#pragma once

#include <functional>
#include <memory>
#include <string>

#include "nmsgxx/deadline.hpp"
#include "nmsgxx/error.hpp"
#include "nmsgxx/output.hpp"
#include "nmsgxx/sink.hpp"

namespace nmsgxx {

/// A file that is written as one of a series.  While that goes on it is called `<dir>/.<base>.<stamp>.part`, when it is whole
/// `<dir>/<base>.<stamp><suffix>`; the stamp is `YYYYMMDD.HHMM.<seconds since 1970>.<nanoseconds>` of its beginning, in UTC.
struct Rotation {
  std::string path;      ///< dir and base
  std::string suffix{};  ///< such as ".nmsg"
  Deadline deadline{};   ///< of what goes into the files, as for open_file_sink()
  /// What goes into each file.
  std::function<std::unique_ptr<PayloadOutput>(std::unique_ptr<Sink>)> form;
  /// Told the name that a next file will have, when it is begun.
  std::function<void(const std::string& name)> opened;
  /// Told the name that each whole file got, or why it could not get it and what it is called still; the series goes on.  By a
  /// thread of its own, which waits for the disk: a file that has its name is whole even if the machine stops.  What
  /// somebody else has put in the place of the file that was written gets no name.
  std::function<void(const Result<std::string>& name)> finished;
};

/// Begins the first file of a series, and a next one with each PayloadOutput::rotate().  PayloadOutput::finish() ends the last.
///
/// Errors: Errc::system
Result<std::unique_ptr<PayloadOutput>> make_rotating_output(Rotation rotation);

}  // namespace nmsgxx
