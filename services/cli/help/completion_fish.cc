#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/help/completion.h"
#include "cli/help/tree.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

// What is between @ is filled in.
constexpr char kStart[] = R"sh(# fish completion for broadsheet
function __broadsheet_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        set -l below (string replace -r '^/help' '' -- $at)
        switch "$below/$word"
            case @PLACES@
                set at "$at/$word"
        end
    end
    test (string replace -r '^/help' '' -- $at) = "$argv[1]"
end
complete -c broadsheet -f
)sh";

// As fish reads it in single quotes.
std::string Quote(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(OneLine(text), {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string Line(const CLI::App& command, const std::string& rest) {
  const std::string place = PlaceOf(command);
  return absl::StrCat("complete -c broadsheet -n \"__broadsheet_at '", place, "'\" ", rest, "\n");
}

// The root's options stand behind any command.
std::string OptionLine(const CLI::App& command, const CLI::Option& option) {
  std::string rest;
  for (const std::string& name : option.get_snames()) absl::StrAppend(&rest, "-s ", name, " ");
  for (const std::string& name : option.get_lnames()) absl::StrAppend(&rest, "-l ", name, " ");
  const std::vector<std::string> choices = ChoicesOf(option);
  if (!choices.empty()) {
    absl::StrAppend(&rest, "-x -a '", absl::StrJoin(choices, " "), "' ");
  } else if (!ValueOf(option).empty()) {
    absl::StrAppend(&rest, TakesFile(option) ? "-r -F " : "-x ");
  }
  absl::StrAppend(&rest, "-d ", Quote(option.get_description()));
  if (command.get_parent() != nullptr) return Line(command, rest);
  return absl::StrCat("complete -c broadsheet ", rest, "\n");
}

std::string Lines(const CLI::App& command) {
  std::string lines;
  for (const CLI::App* each : CommandsOf(command)) {
    absl::StrAppend(&lines, Line(command, absl::StrCat("-a ", each->get_name(), " -d ",
                                                       Quote(each->get_description()))));
  }
  for (const std::string& choice : ArgumentChoices(command)) {
    absl::StrAppend(&lines, Line(command, "-a " + choice));
  }
  if (ArgumentTakesFile(command)) absl::StrAppend(&lines, Line(command, "-F"));
  for (const CLI::Option* option : OptionsOf(command)) {
    const bool repeated = command.get_parent() != nullptr && option->check_lname("help");
    if (!repeated) absl::StrAppend(&lines, OptionLine(command, *option));
  }
  return lines;
}

}  // namespace

std::string FishCompletion(const CLI::App& root) {
  std::string script = absl::StrReplaceAll(kStart, {{"@PLACES@", Places(root, " ")}});
  for (const CLI::App* command : AllCommands(root)) absl::StrAppend(&script, Lines(*command));
  return script;
}

}  // namespace broadsheet::cli
