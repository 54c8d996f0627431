// The commands, one file each.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cli/exit_code.h"
#include "cli/session.h"

namespace CLI {
class App;
}

namespace broadsheet::cli {

// A command that was parsed, with its arguments.
using Action = std::function<Outcome(Session&)>;

// Each adds its command to `app`. When that is parsed it sets `chosen`, which must
// live until then.
void AddImport(CLI::App& app, Action& chosen);
void AddPush(CLI::App& app, Action& chosen);
void AddFeeds(CLI::App& app, Action& chosen);
void AddFetch(CLI::App& app, Action& chosen);
void AddReparse(CLI::App& app, Action& chosen);
void AddRejects(CLI::App& app, Action& chosen);
void AddList(CLI::App& app, Action& chosen);
void AddShow(CLI::App& app, Action& chosen);
void AddSearch(CLI::App& app, Action& chosen);
void AddRelated(CLI::App& app, Action& chosen);
void AddCategories(CLI::App& app, Action& chosen);
void AddHistory(CLI::App& app, Action& chosen);
void AddLog(CLI::App& app, Action& chosen);
void AddWatch(CLI::App& app, Action& chosen);
void AddEdit(CLI::App& app, Action& chosen);
void AddDelete(CLI::App& app, Action& chosen);
void AddUndelete(CLI::App& app, Action& chosen);
void AddRedact(CLI::App& app, Action& chosen);
void AddMerge(CLI::App& app, Action& chosen);
void AddSplit(CLI::App& app, Action& chosen);
void AddDigests(CLI::App& app, Action& chosen);
void AddRedactions(CLI::App& app, Action& chosen);
void AddStatus(CLI::App& app, Action& chosen);
void AddTokens(CLI::App& app, Action& chosen);

// These speak of `app` itself, which must live until the action has run.
void AddHelp(CLI::App& app, Action& chosen);
void AddCompletion(CLI::App& app, Action& chosen);
void AddMan(CLI::App& app, Action& chosen);

}  // namespace broadsheet::cli
