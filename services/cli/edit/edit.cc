#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/edit/changes.h"
#include "cli/edit/edit_request.h"
#include "cli/json.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Article;
using ingest::v1::EditArticleRequest;
using ingest::v1::EditArticleResponse;
using ingest::v1::IngestService;

struct Options {
  std::string key;
  EditOptions edit;
  bool wait = false;
};

// The article as it is then; the request is not sent where it changes nothing.
absl::StatusOr<EditArticleResponse> Send(const Session& session, const Article& before,
                                         const EditArticleRequest& request) {
  if (request.update_mask().paths_size() > 0) {
    return Call(session, Service::kIngest, &IngestService::Stub::EditArticle, request);
  }
  EditArticleResponse unchanged;
  *unchanged.mutable_article() = before;
  return unchanged;
}

Outcome Edit(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const Article before, CurrentArticle(session, options.key));
  const auto request = MakeEdit(options.edit, before, session.in);
  if (!request.ok()) return Annotate(request.status(), options.key);
  const auto response = Send(session, before, *request);
  if (!response.ok()) return Annotate(response.status(), options.key);
  const Article& after = response->article();
  if (options.wait && response->has_read_after()) {
    RETURN_IF_ERROR(WaitUntilReadable(session, response->read_after()));
  }
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(*response, session.out));
    return ExitCode::kOk;
  }
  session.out.Line(absl::StrCat(after.revision() == before.revision() ? "unchanged " : "edited ",
                                after.name(), " revision ", after.revision()));
  PrintChanges(before, after, session.out);
  return ExitCode::kOk;
}

}  // namespace

void AddEdit(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("edit", "Change an article by hand");
  command->add_option("ARTICLE", options->key, kArticleHelp)->required();
  AddEditOptions(*command, options->edit);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "What is given replaces what the article says; '' empties a field. The source's later\n"
      "changes of the same field still come through.\n"
      "\nExamples:\n"
      "  broadsheet edit 2026/11/11/the-reporter-that-never-rings-anybody --title 'A program "
      "writes the news'\n"
      "  broadsheet edit 2026/11/11/the-reporter-that-never-rings-anybody -c tech -c science --tag "
      "''\n"
      "  broadsheet edit 2026/11/11/the-reporter-that-never-rings-anybody --body-file body.html "
      "--wait\n"
      "  broadsheet --json show 2026/11/11/the-reporter-that-never-rings-anybody |\n"
      "    jq '.rights = \"CC BY 4.0\"' |\n"
      "    broadsheet edit 2026/11/11/the-reporter-that-never-rings-anybody --json-file -");
  command->callback([options, &chosen] {
    if (!ChangesAnything(options->edit)) {
      throw CLI::RequiredError("something to change (--title, --body-file, --json-file, ...)");
    }
    chosen = [options](Session& session) { return Edit(session, *options); };
  });
}

}  // namespace broadsheet::cli
