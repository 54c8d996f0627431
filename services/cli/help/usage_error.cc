#include "cli/help/usage_error.h"

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/help/suggest.h"
#include "cli/help/tree.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

// "…; see broadsheet feeds --help", or a question before that.
std::string Advise(const CLI::App& command, const std::string& wrong, const std::string& meant) {
  const std::string path = PathOf(command);
  const std::string help = absl::StrCat("see broadsheet", path.empty() ? "" : " ", path, " --help");
  if (meant.empty()) return absl::StrCat(wrong, "; ", help);
  return absl::StrCat(wrong, "; did you mean '", meant, "'? S", help.substr(1));
}

std::string NoOption(const CLI::App& command, const std::string& word) {
  std::vector<std::string> candidates;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : OptionsOf(*app)) {
      for (const std::string& name : NamesOf(*option)) candidates.push_back(name);
    }
  }
  const std::string name = word.substr(0, word.find('='));
  const bool is_long = absl::StartsWith(name, "--");
  const char* hint = is_long || ArgumentsOf(command).empty()
                         ? ""
                         : " (an argument that begins with a minus goes behind --)";
  return Advise(command, absl::StrCat("'", name, "' is no option", hint),
                is_long ? Closest(name, candidates) : "");
}

}  // namespace

std::string NoCommand(const CLI::App& command, const std::string& word) {
  std::vector<std::string> candidates;
  for (const CLI::App* each : CommandsOf(command)) candidates.push_back(each->get_name());
  return Advise(command, absl::StrCat("'", word, "' is no command"), Closest(word, candidates));
}

std::string UsageError(const CLI::App& root, const CLI::ParseError& error) {
  const CLI::App& command = Innermost(root);
  const std::vector<std::string> extras = root.remaining(true);
  if (extras.empty()) return Advise(command, OneLine(error.what()), "");
  const std::string word = OneLine(extras.front());
  if (absl::StartsWith(word, "-")) return NoOption(command, word);
  if (!CommandsOf(command).empty()) return NoCommand(command, word);
  return Advise(command, absl::StrCat("'", word, "' is one argument too many"), "");
}

}  // namespace broadsheet::cli
