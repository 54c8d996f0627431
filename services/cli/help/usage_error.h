// What is wrong with a command line.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace broadsheet::cli {

// One sentence: what is wrong, what may have been meant, and where to look.
// Thread-safe.
std::string UsageError(const CLI::App& root, const CLI::ParseError& error);

// The same for a `word` that is none of the commands below `command`.
std::string NoCommand(const CLI::App& command, const std::string& word);

}  // namespace broadsheet::cli
