// A file that another installation has written, taken into the record.
#pragma once

#include <string>

#include "cli/exit_code.h"
#include "cli/session.h"

namespace broadsheet::cli {

// Takes in `file` ("-" for standard input). An article whose history fits into one request is taken
// as a whole or not at all. What can't be taken is told on standard error, with its line; the rest
// is taken then (kRejected). An error, with its line, where nothing more can be: the file is of
// another format, or storage does not answer. Some MiB are held at a time.
Outcome ImportArchive(Session& session, const std::string& file);

}  // namespace broadsheet::cli
