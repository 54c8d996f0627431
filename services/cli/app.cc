#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
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
  target("--web", settings.web, "BROADSHEET_WEB");
  app.add_option("--timeout", timeout,
                 "Longest wait for an answer: 90s, 15m. Without it 30s,\n"
                 "or a day where pages are fetched or files read")
      ->envname("BROADSHEET_TIMEOUT")
      ->type_name("DURATION")
      ->check(CheckDuration);
  app.add_flag("--json", settings.json, "Print ProtoJSON, one object a line");
  app.add_flag("--no-color", settings.no_color, "Print without colours");
}

// Every command's help ends alike, below its examples.
void MentionGlobalOptions(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    command->footer(absl::StrCat(command->get_footer(),
                                 "\n\n--json, --timeout and the services' addresses: "
                                 "broadsheet --help"));
    MentionGlobalOptions(*command);
  }
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
  AddEdit(app, chosen);
  AddDelete(app, chosen);
  AddUndelete(app, chosen);
  AddRedact(app, chosen);
  AddMerge(app, chosen);
  AddSplit(app, chosen);
  AddStatus(app, chosen);
  MentionGlobalOptions(app);
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

const CLI::App& Innermost(const CLI::App& app) {
  const auto named = app.get_subcommands();
  return named.empty() ? app : Innermost(*named.front());
}

// What is wrong with the command line.
std::string UsageError(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = Innermost(app);
  const bool is_group = !command.get_subcommands([](const CLI::App*) { return true; }).empty();
  const std::vector<std::string> extras = app.remaining(true);
  if (is_group && !extras.empty() && extras[0][0] != '-') {
    return absl::StrCat("'", extras[0], "' is no command");
  }
  return OneLine(error.what());
}

int Fail(Printer& err, const std::string& command, const std::string& message, ExitCode code) {
  err.Line(absl::StrCat("broadsheet", command, ": ", message), Style::kError);
  return static_cast<int>(code);
}

// Without a command there is nothing to run: its help says which there are.
int ExplainCommands(const CLI::App& app, Printer& err) {
  const bool top = app.get_subcommands().empty();
  err.Text(top ? app.help() : app.get_subcommands().front()->help("broadsheet"));
  return static_cast<int>(ExitCode::kUsage);
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
                  surroundings.interactive,
                  surroundings.clock};
  CLI::App app("Hands on a Broadsheet archive: put articles in, read them, look after it.",
               "broadsheet");
  Action action;
  std::string timeout;
  AddGlobalOptions(app, session.settings, timeout);
  app.fallthrough();
  // What the usage line tells already.
  app.get_formatter()->label("TEXT", "");
  app.get_formatter()->label("REQUIRED", "");
  app.footer(kFooter);
  AddCommands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help, surroundings.out, surroundings.err);
  } catch (const CLI::ParseError& error) {
    const std::string command = CommandName(app);
    return Fail(session.err, command,
                absl::StrCat(UsageError(app, error), "; see broadsheet", command, " --help"),
                ExitCode::kUsage);
  }
  if (!action) return ExplainCommands(app, session.err);
  if (!timeout.empty()) session.settings.timeout = *ParsePositiveDuration(timeout);
  if (session.settings.no_color) {
    session.out.set_color(false);
    session.err.set_color(false);
  }
  return Run(app, action, session);
}

}  // namespace broadsheet::cli
