#include "common/status.h"

#include <CLI/CLI.hpp>
#include <array>
#include <future>
#include <set>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/status/probe.h"
#include "cli/status/status_text.h"

namespace broadsheet::cli {
namespace {

using Ask = Probe (*)(const Session&, Depth);
constexpr std::array<std::pair<const char*, Ask>, 4> kServices = {
    {{"ingest", AskIngest}, {"storage", AskStorage}, {"query", AskQuery}, {"web", AskWeb}}};

// Asks all at the same time, so that one that is away does not hold up the others.
std::vector<Probe> AskAll(const Session& session, const std::set<std::string>& names) {
  const Depth depth = names.empty() ? Depth::kAll : Depth::kHealth;
  std::vector<std::future<Probe>> asked;
  for (const auto& [name, ask] : kServices) {
    if (!names.empty() && names.count(name) == 0) continue;
    asked.push_back(std::async(std::launch::async, ask, std::cref(session), depth));
  }
  std::vector<Probe> probes;
  for (std::future<Probe>& probe : asked) probes.push_back(probe.get());
  return probes;
}

Outcome Status(Session& session, const std::set<std::string>& names) {
  const std::vector<Probe> probes = AskAll(session, names);
  ExitCode code = ExitCode::kOk;
  for (const Probe& probe : probes) {
    if (probe.health != Health::kServing) code = ExitCode::kUnavailable;
    if (session.settings.json) RETURN_IF_ERROR(PrintProbeJson(probe, session.out));
  }
  if (session.settings.json) return code;
  PrintServices(probes, session.clock.Now(), session.out);
  if (names.empty()) PrintArchive(probes, session.out);
  return code;
}

}  // namespace

void AddStatus(CLI::App& app, Action& chosen) {
  auto names = std::make_shared<std::set<std::string>>();
  CLI::App* command = app.add_subcommand("status", "Say how the services and the archive do");
  command->add_option("SERVICE", *names, "The health of these alone: ingest, storage, query, web")
      ->type_name("ingest|storage|query|web")
      ->check(OneOf({"ingest", "storage", "query", "web"}));
  command->footer(
      "Exit status 4 unless all that were asked serve.\n"
      "\nExamples:\n"
      "  broadsheet status\n"
      "  until broadsheet status storage > /dev/null; do sleep 1; done\n"
      "  broadsheet --json status | jq -r '[.service, .status, .server.commit] | @tsv'");
  command->callback(
      [names, &chosen] { chosen = [names](Session& session) { return Status(session, *names); }; });
}

}  // namespace broadsheet::cli
