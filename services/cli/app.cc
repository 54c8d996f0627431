#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cli/commands.h"
#include "cli/text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

constexpr char kFooter[] =
    "\nExamples:\n"
    "  broadsheet import export.xml         take in a file\n"
    "  broadsheet list --category tech      read the newest of a category\n"
    "  broadsheet search '\"smart port\"'     find articles\n"
    "  broadsheet COMMAND --help            more about a command, with examples\n"
    "\nExit status: 0 done, 1 failed, 2 the command line is wrong, 3 not found,\n"
    "4 a service can't be reached or gave no answer in time, 5 some articles were rejected.\n"
    "Results go to standard output, everything else to standard error. Times are UTC.";

void AddGlobalOptions(CLI::App& app, Settings& settings, std::string& timeout) {
  const auto target = [&app](const char* name, std::string& value, const char* variable) {
    app.add_option(name, value, absl::StrCat("Address of ", name + 2))
        ->envname(variable)
        ->capture_default_str()
        ->type_name("HOST:PORT");
  };
  target("--ingest", settings.ingest, "BROADSHEET_INGEST");
  target("--storage", settings.storage, "BROADSHEET_STORAGE");
  target("--query", settings.query, "BROADSHEET_QUERY");
  app.add_option("--timeout", timeout,
                 "Longest wait for an answer (90s, 15m); 30s, or a day where pages are fetched\n"
                 "or files read")
      ->envname("BROADSHEET_TIMEOUT")
      ->type_name("DURATION");
  app.add_flag("--json", settings.json, "Print ProtoJSON, one object a line");
  app.add_flag("--no-color", settings.no_color, "Print without colours");
}

void AddCommands(CLI::App& app, Action& chosen) {
  AddList(app, chosen);
  AddShow(app, chosen);
  AddSearch(app, chosen);
  AddCategories(app, chosen);
  AddHistory(app, chosen);
  AddWatch(app, chosen);
  AddImport(app, chosen);
  AddPush(app, chosen);
  AddFetch(app, chosen);
  AddFeeds(app, chosen);
  AddRejects(app, chosen);
  AddStatus(app, chosen);
}

// "feeds add" of the commands that were named, "" without one.
std::string CommandName(const CLI::App& app) {
  std::string name;
  for (const CLI::App* command = &app; !command->get_subcommands().empty();) {
    command = command->get_subcommands().front();
    absl::StrAppend(&name, " ", command->get_name());
  }
  return name;
}

int Fail(Printer& err, const std::string& command, const std::string& message, ExitCode code) {
  err.Line(absl::StrCat("broadsheet", command, ": ", message), Style::kError);
  return static_cast<int>(code);
}

int Run(const CLI::App& app, const Action& action, Session& session) {
  const Outcome outcome = action(session);
  session.out.Flush();
  if (outcome.ok()) return static_cast<int>(*outcome);
  return Fail(session.err, CommandName(app), Describe(outcome.status()), CodeOf(outcome.status()));
}

}  // namespace

int RunApp(int argc, const char* const* argv, const Surroundings& surroundings) {
  Session session{{},
                  Printer(surroundings.out, surroundings.out_options),
                  Printer(surroundings.err, surroundings.err_options),
                  surroundings.in,
                  surroundings.clock};
  CLI::App app("Hands on a Broadsheet archive: put articles in, read them, look after it.",
               "broadsheet");
  Action action;
  std::string timeout;
  AddGlobalOptions(app, session.settings, timeout);
  app.fallthrough();
  app.require_subcommand(1);
  app.footer(kFooter);
  AddCommands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help, surroundings.out, surroundings.err);
  } catch (const CLI::ParseError& error) {
    const std::string command = CommandName(app);
    return Fail(session.err, command,
                absl::StrCat(OneLine(error.what()), "; see broadsheet", command, " --help"),
                ExitCode::kUsage);
  }
  if (!timeout.empty()) {
    const auto duration = ParsePositiveDuration(timeout);
    if (!duration.ok()) {
      return Fail(session.err, "", absl::StrCat("--timeout: ", duration.status().message()),
                  ExitCode::kUsage);
    }
    session.settings.timeout = *duration;
  }
  if (session.settings.no_color) {
    session.out.set_color(false);
    session.err.set_color(false);
  }
  return Run(app, action, session);
}

}  // namespace broadsheet::cli
