// Completion of command lines by shells, made from the tree of commands.
//
// All functions are thread-safe.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace broadsheet::cli {

// The script that a shell reads.
std::string BashCompletion(const CLI::App& root);
std::string ZshCompletion(const CLI::App& root);
std::string FishCompletion(const CLI::App& root);

// Where a command is, as the scripts write it: "/feeds/add", "" for the root.
std::string PlaceOf(const CLI::App& command);

// The places of all commands but the root, with `between` between them.
std::string Places(const CLI::App& root, const std::string& between);

// The options that can stand behind `command`: its own, then the root's.
std::vector<const CLI::Option*> OptionsBehind(const CLI::App& command);

// The values of an argument of `command`, where there are choices, and whether one
// is the path of a file.
std::vector<std::string> ArgumentChoices(const CLI::App& command);
bool ArgumentTakesFile(const CLI::App& command);

// The branches of bash's and zsh's `case "$at $prev"` for what stands behind an
// option with a value: `choices` is made of its choices, `file` offers files, and
// where there is nothing to offer the function returns.
std::string ValueBranches(const CLI::App& root,
                          const std::function<std::string(const std::string&)>& choices,
                          const std::string& file);

}  // namespace broadsheet::cli
