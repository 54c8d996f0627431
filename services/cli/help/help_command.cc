#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/help/formatter.h"
#include "cli/help/tree.h"
#include "cli/help/usage_error.h"

namespace broadsheet::cli {
namespace {

Outcome Help(const CLI::App& root, const std::vector<std::string>& words, Session& session) {
  std::vector<std::string> path;
  for (const std::string& word : words) {
    const CLI::App* above = FindCommand(root, path);
    path.push_back(word);
    if (FindCommand(root, path) != nullptr) continue;
    session.err.Line(absl::StrCat("broadsheet help: ", NoCommand(*above, word)), Style::kError);
    return ExitCode::kUsage;
  }
  session.out.Text(HelpOf(*FindCommand(root, path)));
  return ExitCode::kOk;
}

}  // namespace

void AddHelp(CLI::App& app, Action& chosen) {
  auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("help", "Explain a command");
  command->add_option("COMMAND", *words, "Which one; all are listed without");
  command->footer(
      "Examples:\n"
      "  broadsheet help\n"
      "  broadsheet help search\n"
      "  broadsheet help feeds add");
  command->callback([words, &app, &chosen] {
    chosen = [words, &app](Session& session) { return Help(app, *words, session); };
  });
}

}  // namespace broadsheet::cli
