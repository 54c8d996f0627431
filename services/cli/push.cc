#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestService;
using ingest::v1::PushArticleRequest;
using ingest::v1::PushArticleResponse;

struct Options {
  std::string file;
  std::string request_id;
  bool undelete = false;
  bool wait = false;
};

// A refused article is not a failed command: it is kept, like an import's.
Outcome Refused(Session& session, const Options& options, const absl::Status& error) {
  const std::string description = Describe(error);
  const std::string reject = ReasonMetadata(error, "reject");
  const bool told = absl::StrContains(description, reject);
  session.err.Line(absl::StrCat("broadsheet push: ", options.file, ": ", description,
                                told ? "" : absl::StrCat(" (kept as ", reject, ")")),
                   Style::kError);
  return ExitCode::kRejected;
}

Outcome Push(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::string json, ReadAll(options.file, session.in));
  PushArticleRequest request;
  RETURN_IF_ERROR(Annotate(ParseJson(json, request.mutable_article()), options.file));
  request.set_request_id(options.request_id);
  request.set_allow_undelete(options.undelete);
  const absl::StatusOr<PushArticleResponse> response =
      Call(session, Service::kIngest, &IngestService::Stub::PushArticle, request);
  if (absl::IsInvalidArgument(response.status())) {
    return Refused(session, options, response.status());
  }
  RETURN_IF_ERROR(Annotate(response.status(), options.file));
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, response->read_after()));
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(*response, session.out));
  } else {
    PrintResult(response->result(), session.out);
  }
  return ExitCode::kOk;
}

}  // namespace

void AddPush(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("push", "Put one article into the archive");
  command->add_option("FILE", options->file, "Article in ProtoJSON; - is standard input")
      ->required();
  command
      ->add_option("--request-id", options->request_id,
                   "Makes a repetition safe: best a UUID of the caller's")
      ->type_name("ID");
  command->add_flag("--undelete", options->undelete, "Bring the article back if it was deleted");
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "An article needs a title, and a canonicalUri or a sourceGuid with source.siteUri. HTML\n"
      "is sanitised; a missing teaser, language or text is made.\n"
      "\nExamples:\n"
      "  broadsheet push article.json\n"
      "  echo '{\"title\": \"A 5G port\", \"canonicalUri\": \"https://news.example/5g-port\",\n"
      "         \"bodyHtml\": \"<p>Cranes in Shenzhen …</p>\", \"categories\": "
      "[\"categories/tech\"]}' |\n"
      "    broadsheet push - --wait");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Push(session, *options); };
  });
}

}  // namespace broadsheet::cli
