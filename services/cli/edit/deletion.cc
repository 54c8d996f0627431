#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestService;

struct Options {
  std::vector<std::string> keys;
  bool wait = false;
};

// Deletes or undeletes one article, which are asked for alike.
template <class Request, class Response>
absl::Status Send(Session& session, const Options& options, const std::string& key,
                  grpc::Status (IngestService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                  const char* done) {
  Request request;
  ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, key));
  const absl::StatusOr<Response> response = Call(session, Service::kIngest, method, request);
  if (!response.ok()) return Annotate(response.status(), key);
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, response->read_after()));
  if (session.settings.json) return PrintJson(*response, session.out);
  session.out.Text(absl::StrCat(done, " ", response->article().name(), "  "));
  session.out.Line(OneLine(response->article().title()), Style::kDim);
  return absl::OkStatus();
}

Outcome Delete(Session& session, const Options& options) {
  for (const std::string& key : options.keys) {
    RETURN_IF_ERROR(Send(session, options, key, &IngestService::Stub::DeleteArticle, "deleted"));
  }
  return ExitCode::kOk;
}

Outcome Undelete(Session& session, const Options& options) {
  for (const std::string& key : options.keys) {
    RETURN_IF_ERROR(
        Send(session, options, key, &IngestService::Stub::UndeleteArticle, "undeleted"));
  }
  return ExitCode::kOk;
}

CLI::App* AddOne(CLI::App& app, const char* name, const char* help,
                 Outcome (*run)(Session&, const Options&), Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("ARTICLE", options->keys, kArticleHelp)->required();
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->callback([options, run, &chosen] {
    chosen = [options, run](Session& session) { return run(session, *options); };
  });
  return command;
}

}  // namespace

void AddDelete(CLI::App& app, Action& chosen) {
  AddOne(app, "delete", "Take articles out of lists; their history stays", Delete, chosen)
      ->footer(
          "Later deliveries do not bring a deleted article back. `broadsheet undelete` does.\n"
          "\nExamples:\n"
          "  broadsheet delete 2026/11/11/the-reporter-that-never-rings-anybody\n"
          "  broadsheet --json list --source https://spam.example/ -n 1000 | jq -r .name |\n"
          "    xargs -r broadsheet delete --wait");
}

void AddUndelete(CLI::App& app, Action& chosen) {
  AddOne(app, "undelete", "Bring deleted articles back", Undelete, chosen)
      ->footer(
          "Examples:\n"
          "  broadsheet undelete 2026/11/11/the-reporter-that-never-rings-anybody\n"
          "  broadsheet undelete articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11");
}

}  // namespace broadsheet::cli
