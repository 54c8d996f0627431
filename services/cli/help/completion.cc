#include "cli/help/completion.h"

#include <CLI/CLI.hpp>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/help/tree.h"

namespace broadsheet::cli {
namespace {

// "'/import -f' | '/import --format'"; the root's options stand behind any command.
std::string BranchPattern(const CLI::App& command, const CLI::Option& option) {
  std::vector<std::string> patterns;
  for (const std::string& name : NamesOf(option)) {
    patterns.push_back(command.get_parent() == nullptr
                           ? absl::StrCat("*' ", name, "'")
                           : absl::StrCat("'", PlaceOf(command), " ", name, "'"));
  }
  return absl::StrJoin(patterns, " | ");
}

Outcome Complete(const CLI::App& root, const std::string& shell, Session& session) {
  session.out.Raw(shell == "bash"  ? BashCompletion(root)
                  : shell == "zsh" ? ZshCompletion(root)
                                   : FishCompletion(root));
  return ExitCode::kOk;
}

}  // namespace

std::string PlaceOf(const CLI::App& command) {
  if (command.get_parent() == nullptr) return "";
  return absl::StrCat("/", absl::StrReplaceAll(PathOf(command), {{" ", "/"}}));
}

std::string Places(const CLI::App& root, const std::string& between) {
  std::vector<std::string> places;
  for (const CLI::App* command : AllCommands(root)) {
    if (command != &root) places.push_back(PlaceOf(*command));
  }
  return absl::StrJoin(places, between);
}

std::vector<const CLI::Option*> OptionsBehind(const CLI::App& command) {
  std::vector<const CLI::Option*> options = OptionsOf(command);
  if (command.get_parent() == nullptr) return options;
  std::set<std::string> names;
  for (const CLI::Option* option : options) names.insert(option->get_name());
  for (const CLI::Option* option : OptionsBehind(*command.get_parent())) {
    // Every command has a --help of its own; the version is the whole program's.
    if (option->get_name() != "--version" && names.insert(option->get_name()).second) {
      options.push_back(option);
    }
  }
  return options;
}

std::vector<std::string> ArgumentChoices(const CLI::App& command) {
  std::vector<std::string> all;
  for (const CLI::Option* argument : ArgumentsOf(command)) {
    for (const std::string& choice : ChoicesOf(*argument)) all.push_back(choice);
  }
  return all;
}

bool ArgumentTakesFile(const CLI::App& command) {
  for (const CLI::Option* argument : ArgumentsOf(command)) {
    if (TakesFile(*argument)) return true;
  }
  return false;
}

std::string ValueBranches(const CLI::App& root,
                          const std::function<std::string(const std::string&)>& choices,
                          const std::string& file) {
  std::string branches;
  for (const CLI::App* command : AllCommands(root)) {
    for (const CLI::Option* option : OptionsOf(*command)) {
      if (ValueOf(*option).empty()) continue;
      const std::vector<std::string> values = ChoicesOf(*option);
      const std::string action = !values.empty() ? choices(absl::StrJoin(values, " ")) + "; return"
                                 : TakesFile(*option) ? file + "; return"
                                                      : "return";
      absl::StrAppend(&branches, "    ", BranchPattern(*command, *option), ") ", action, " ;;\n");
    }
  }
  return branches;
}

void AddCompletion(CLI::App& app, Action& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print what completes commands in a shell");
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->type_name("bash|zsh|fish")
      ->required()
      ->check(OneOf({"bash", "zsh", "fish"}));
  command->footer(
      "For this shell alone, or each time that one starts:\n"
      "  source <(broadsheet completion bash)          # or in ~/.bashrc\n"
      "  source <(broadsheet completion zsh)           # or in ~/.zshrc, behind compinit\n"
      "  broadsheet completion fish | source           # or in ~/.config/fish/config.fish\n"
      "\nExamples:\n"
      "  broadsheet completion bash > broadsheet.bash\n"
      "  broadsheet completion zsh > _broadsheet\n"
      "  broadsheet completion fish > broadsheet.fish");
  command->callback([shell, &app, &chosen] {
    chosen = [shell, &app](Session& session) { return Complete(app, *shell, session); };
  });
}

}  // namespace broadsheet::cli
