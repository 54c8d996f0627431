// The tree of commands and options, for what is made from it: help, completion, the
// man page and advice.
//
// All functions are thread-safe.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace broadsheet::cli {

// The commands below `command`, in the order of its help.
std::vector<const CLI::App*> CommandsOf(const CLI::App& command);

// `root` and every command below it, each before its own commands.
std::vector<const CLI::App*> AllCommands(const CLI::App& root);

// The command that was named innermost on the command line.
const CLI::App& Innermost(const CLI::App& root);

// "feeds add"; empty for the root.
std::string PathOf(const CLI::App& command);

// The command at `path`, or null.
const CLI::App* FindCommand(const CLI::App& root, const std::vector<std::string>& path);

// What a command takes by name and by place.
std::vector<const CLI::Option*> OptionsOf(const CLI::App& command);
std::vector<const CLI::Option*> ArgumentsOf(const CLI::App& command);

// "-n", "--limit".
std::vector<std::string> NamesOf(const CLI::Option& option);

// What stands for its value: "SLUG"; empty for a flag.
std::string ValueOf(const CLI::Option& option);

// The values that it can have, where the type's name lists them ("bash|zsh|fish").
std::vector<std::string> ChoicesOf(const CLI::Option& option);

// Whether its value is the path of a file.
bool TakesFile(const CLI::Option& option);

// A command's footer is what it has to say beyond its options, and its examples.
std::string NotesOf(const CLI::App& command);
std::string ExamplesOf(const CLI::App& command);

}  // namespace broadsheet::cli
