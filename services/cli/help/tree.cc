#include "cli/help/tree.h"

#include <CLI/CLI.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace broadsheet::cli {
namespace {

constexpr char kExamples[] = "Examples:\n";

}  // namespace

std::vector<const CLI::App*> CommandsOf(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::App*> AllCommands(const CLI::App& root) {
  std::vector<const CLI::App*> all = {&root};
  for (const CLI::App* command : CommandsOf(root)) {
    for (const CLI::App* each : AllCommands(*command)) all.push_back(each);
  }
  return all;
}

const CLI::App& Innermost(const CLI::App& root) {
  const auto named = root.get_subcommands();
  return named.empty() ? root : Innermost(*named.front());
}

std::string PathOf(const CLI::App& command) {
  if (command.get_parent() == nullptr) return "";
  const std::string above = PathOf(*command.get_parent());
  return absl::StrCat(above, above.empty() ? "" : " ", command.get_name());
}

const CLI::App* FindCommand(const CLI::App& root, const std::vector<std::string>& path) {
  const CLI::App* found = &root;
  for (const std::string& word : path) {
    const CLI::App* next = nullptr;
    for (const CLI::App* command : CommandsOf(*found)) {
      if (command->get_name() == word) next = command;
    }
    if (next == nullptr) return nullptr;
    found = next;
  }
  return found;
}

std::vector<const CLI::Option*> OptionsOf(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->nonpositional(); });
}

std::vector<const CLI::Option*> ArgumentsOf(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

std::vector<std::string> NamesOf(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string ValueOf(const CLI::Option& option) {
  return option.get_type_size() == 0 ? "" : option.get_type_name();
}

std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  std::vector<std::string> choices = absl::StrSplit(ValueOf(option), '|');
  if (choices.size() < 2) choices.clear();
  return choices;
}

bool TakesFile(const CLI::Option& option) {
  return ValueOf(option) == "FILE" || option.get_name(true) == "FILE";
}

std::string NotesOf(const CLI::App& command) {
  const std::string footer = command.get_footer();
  return std::string(absl::StripAsciiWhitespace(footer.substr(0, footer.find(kExamples))));
}

std::string ExamplesOf(const CLI::App& command) {
  const std::string footer = command.get_footer();
  const size_t at = footer.find(kExamples);
  return at == std::string::npos ? "" : footer.substr(at + sizeof(kExamples) - 1);
}

}  // namespace broadsheet::cli
