#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/help/formatter.h"
#include "cli/help/tree.h"
#include "cli/help/usage_error.h"
#include "cli/times.h"
#include "common/rpc/libraries.h"
#include "common/rpc/tls.h"
#include "common/status.h"
#include "common/version.h"

namespace broadsheet::cli {
namespace {

constexpr char kAbout[] =
    "Hands on a Broadsheet archive: put articles in, read them, look after it.";

std::string Footer() {
  std::string statuses;
  for (const auto& [code, meaning] : ExitCodeMeanings()) {
    absl::StrAppend(&statuses, absl::StrFormat("  %-4d %s\n", static_cast<int>(code), meaning));
  }
  return absl::StrCat(
      "Exit status:\n", statuses,
      "\nResults go to standard output, everything else to standard error. Times are UTC.\n"
      "\nExamples:\n"
      "  broadsheet import export.xml         # take in a file\n"
      "  broadsheet list --category tech      # read the newest of a category\n"
      "  broadsheet search '\"smart port\"'     # find articles\n"
      "  broadsheet help search               # more about a command, with examples");
}

// What is read once all options are known.
struct RawOptions {
  std::string timeout;
  std::string token_file;
  TlsFiles tls{{"--tls-certificate-file", ""}, {"--tls-key-file", ""}, {"--tls-ca-file", ""}};
};

void AddTlsFile(CLI::App& app, TlsFiles::File& file, const char* about, const char* variable) {
  app.add_option(file.flag, file.path, about)->envname(variable)->type_name("FILE");
}

void AddGlobalOptions(CLI::App& app, Settings& settings, RawOptions& raw) {
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
  app.add_option("--token-file", raw.token_file,
                 "File that holds the token to call the services with")
      ->envname("BROADSHEET_TOKEN_FILE")
      ->type_name("FILE");
  AddTlsFile(app, raw.tls.ca, "Call the services by TLS, whose CAs' certificates are in FILE",
             "BROADSHEET_TLS_CA_FILE");
  AddTlsFile(app, raw.tls.certificate, "Certificate to show them, where they ask for one",
             "BROADSHEET_TLS_CERTIFICATE_FILE");
  AddTlsFile(app, raw.tls.key, "Private key of that certificate", "BROADSHEET_TLS_KEY_FILE");
  app.add_option("--timeout", raw.timeout,
                 "Longest wait for an answer: 90s, 15m. Without it 30s,\n"
                 "or a day where pages are fetched or files read")
      ->envname("BROADSHEET_TIMEOUT")
      ->type_name("DURATION")
      ->check(CheckDuration);
  app.add_flag("--json", settings.json, "Print ProtoJSON, one object a line");
  app.add_flag("--no-color", settings.no_color, "Print without colours");
}

void AddCommands(CLI::App& app, Action& chosen) {
  // One command a line: what follows it may be any word.
  app.require_subcommand(0, 1);
  app.group("Commands to read");
  AddList(app, chosen);
  AddShow(app, chosen);
  AddSearch(app, chosen);
  AddRelated(app, chosen);
  AddCategories(app, chosen);
  AddHistory(app, chosen);
  AddLog(app, chosen);
  AddWatch(app, chosen);
  app.group("Commands to take in");
  AddImport(app, chosen);
  AddPush(app, chosen);
  AddFetch(app, chosen);
  AddFeeds(app, chosen);
  AddReparse(app, chosen);
  AddRejects(app, chosen);
  app.group("Commands to correct");
  AddEdit(app, chosen);
  AddDelete(app, chosen);
  AddUndelete(app, chosen);
  AddRedact(app, chosen);
  AddMerge(app, chosen);
  AddSplit(app, chosen);
  app.group("Commands for backups");
  AddDigests(app, chosen);
  AddRedactions(app, chosen);
  app.group("Other commands");
  AddStatus(app, chosen);
  AddTokens(app, chosen);
  AddHelp(app, chosen);
  AddCompletion(app, chosen);
  AddMan(app, chosen);
  for (CLI::App* group : app.get_subcommands({})) {
    for (CLI::App* command : group->get_subcommands({})) command->group("Commands");
  }
}

// " feeds add" of the commands that were named, "" without one.
std::string CommandName(const CLI::App& app) {
  const std::string path = PathOf(Innermost(app));
  return path.empty() ? "" : " " + path;
}

std::string VersionOfThis() { return VersionText("broadsheet", RpcLibraries()); }

int Fail(Printer& err, const std::string& command, const std::string& message, ExitCode code) {
  err.Line(absl::StrCat("broadsheet", command, ": ", message), Style::kError);
  return static_cast<int>(code);
}

// Without a command there is nothing to run: its help says which there are.
int ExplainCommands(const CLI::App& app, Printer& err) {
  err.Text(HelpOf(Innermost(app)));
  return static_cast<int>(ExitCode::kUsage);
}

absl::StatusOr<std::shared_ptr<const Access>> OpenAccess(const RawOptions& raw) {
  Access access;
  // By itself it would let the token go out in the clear.
  if (raw.tls.certificate.given() && !raw.tls.ca.given()) {
    return absl::InvalidArgumentError(
        absl::StrCat(raw.tls.certificate.flag, " takes ", raw.tls.ca.flag, " beside it"));
  }
  ASSIGN_OR_RETURN(access.credentials, OpenChannelCredentials(raw.tls));
  if (!raw.token_file.empty()) {
    absl::StatusOr<std::shared_ptr<ClientToken>> token = ClientToken::Open(raw.token_file);
    if (!token.ok()) return Annotate(token.status(), "--token-file");
    access.token = *std::move(token);
  }
  return std::make_shared<const Access>(std::move(access));
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
  CLI::App app(kAbout, "broadsheet");
  Action action;
  RawOptions raw;
  AddGlobalOptions(app, session.settings, raw);
  app.fallthrough();
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", VersionOfThis, "Print the version and exit");
  app.footer(Footer());
  AddCommands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    session.out.Text(HelpOf(Innermost(app)));
    return static_cast<int>(ExitCode::kOk);
  } catch (const CLI::CallForVersion&) {
    session.out.Text(VersionOfThis());
    return static_cast<int>(ExitCode::kOk);
  } catch (const CLI::ParseError& error) {
    return Fail(session.err, CommandName(app), UsageError(app, error), ExitCode::kUsage);
  }
  if (!action) return ExplainCommands(app, session.err);
  if (!raw.timeout.empty()) session.settings.timeout = *ParsePositiveDuration(raw.timeout);
  absl::StatusOr<std::shared_ptr<const Access>> access = OpenAccess(raw);
  if (!access.ok()) {
    return Fail(session.err, CommandName(app), Describe(access.status()), ExitCode::kUsage);
  }
  session.settings.access = *std::move(access);
  if (session.settings.no_color) {
    session.out.set_color(false);
    session.err.set_color(false);
  }
  return Run(app, action, session);
}

}  // namespace broadsheet::cli
