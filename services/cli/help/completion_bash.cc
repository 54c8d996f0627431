#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/help/completion.h"
#include "cli/help/tree.h"

namespace broadsheet::cli {
namespace {

// What is between @ is filled in.
constexpr char kScript[] = R"sh(# bash completion for broadsheet
_broadsheet() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local at= i words= options= files=
  # bash makes three words of --format=jsonl.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "${at#/help}/${COMP_WORDS[i]}" in
      @PLACES@) at+=/${COMP_WORDS[i]} ;;
    esac
  done
  at=${at#/help}
  case "$at $prev" in
@VALUES@  esac
  case $at in
@WORDS@  esac
  [[ $cur != -* ]] || words=$options files=
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [[ -z $files ]] || _broadsheet_files
}
_broadsheet_files() {
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -- "$cur"))
}
complete -F _broadsheet broadsheet
)sh";

std::string Words(const CLI::App& command) {
  std::vector<std::string> words = ArgumentChoices(command);
  for (const CLI::App* each : CommandsOf(command)) words.push_back(each->get_name());
  std::vector<std::string> options;
  for (const CLI::Option* option : OptionsBehind(command)) {
    options.push_back(NamesOf(*option).back());
  }
  return absl::StrCat("    '", PlaceOf(command), "') words='", absl::StrJoin(words, " "),
                      "' options='", absl::StrJoin(options, " "),
                      "' files=", ArgumentTakesFile(command) ? "1" : "", " ;;\n");
}

}  // namespace

std::string BashCompletion(const CLI::App& root) {
  std::string words;
  for (const CLI::App* command : AllCommands(root)) absl::StrAppend(&words, Words(*command));
  const auto choices = [](const std::string& values) {
    return absl::StrCat("COMPREPLY=($(compgen -W '", values, "' -- \"$cur\"))");
  };
  return absl::StrReplaceAll(kScript,
                             {{"@PLACES@", Places(root, " | ")},
                              {"@VALUES@", ValueBranches(root, choices, "_broadsheet_files")},
                              {"@WORDS@", words}});
}

}  // namespace broadsheet::cli
