#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/help/completion.h"
#include "cli/help/tree.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

// What is between @ is filled in.
constexpr char kScript[] = R"sh(#compdef broadsheet
_broadsheet() {
  local at= prev=${words[CURRENT-1]} word files=
  local -a commands options
  if [[ ${words[CURRENT]} == --*=* ]]; then
    prev=${words[CURRENT]%%=*}
    compset -P '*='
  fi
  for word in ${words[2,CURRENT-1]}; do
    case "${at#/help}/$word" in
      @PLACES@) at+=/$word ;;
    esac
  done
  at=${at#/help}
  case "$at $prev" in
@VALUES@  esac
  case $at in
@COMMANDS@  esac
  if [[ ${words[CURRENT]} == -* ]]; then
    _describe -o option options
    return
  fi
  [[ -z $files ]] || _files
  _describe command commands
}
if [[ ${funcstack[1]} == _broadsheet ]]; then
  _broadsheet "$@"
else
  compdef _broadsheet broadsheet
fi
)sh";

std::string Described(const std::string& name, const std::string& description) {
  return " " + ShellWord(OneLine(absl::StrCat(name, ":", description)));
}

std::string Branch(const CLI::App& command) {
  std::string commands;
  std::string options;
  for (const std::string& choice : ArgumentChoices(command)) {
    absl::StrAppend(&commands, " ", choice);
  }
  for (const CLI::App* each : CommandsOf(command)) {
    absl::StrAppend(&commands, Described(each->get_name(), each->get_description()));
  }
  for (const CLI::Option* option : OptionsBehind(command)) {
    absl::StrAppend(&options, Described(NamesOf(*option).back(), option->get_description()));
  }
  return absl::StrCat("    '", PlaceOf(command), "')\n      commands=(", commands,
                      " )\n      options=(", options,
                      " )\n      files=", ArgumentTakesFile(command) ? "1" : "", "\n      ;;\n");
}

}  // namespace

std::string ZshCompletion(const CLI::App& root) {
  std::string branches;
  for (const CLI::App* command : AllCommands(root)) absl::StrAppend(&branches, Branch(*command));
  const auto choices = [](const std::string& values) { return "compadd -- " + values; };
  return absl::StrReplaceAll(kScript, {{"@PLACES@", Places(root, " | ")},
                                       {"@VALUES@", ValueBranches(root, choices, "_files")},
                                       {"@COMMANDS@", branches}});
}

}  // namespace broadsheet::cli
