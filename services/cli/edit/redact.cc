#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/edit/preview.h"
#include "cli/edit/question.h"
#include "cli/json.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestService;
using ingest::v1::RedactArticleRequest;
using ingest::v1::RedactArticleResponse;

struct Options {
  std::string key;
  std::string source;
  std::vector<int64_t> revisions;
  std::string reason;
  bool dry_run = false;
  bool yes = false;
  bool wait = false;
};

// "2 revisions of 1 article".
std::string Extent(const RedactArticleResponse& response) {
  return absl::StrCat(response.revisions(), response.revisions() == 1 ? " revision" : " revisions",
                      " of ", response.articles(),
                      response.articles() == 1 ? " article" : " articles");
}

// Says what is meant, on standard error, before the question about it. The
// request's name is set.
absl::Status Preview(Session& session, const Options& options, RedactArticleRequest& request) {
  if (options.key.empty()) {
    session.err.Line(absl::StrCat("All articles of ", options.source), Style::kBold);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const article::v1::Article article, CurrentArticle(session, options.key));
  request.set_name(article.name());
  PrintPreview(article, session.err);
  if (!options.revisions.empty()) {
    session.err.Line(absl::StrCat("  revisions ", absl::StrJoin(options.revisions, ", ")));
  }
  return absl::OkStatus();
}

absl::StatusOr<RedactArticleResponse> Send(const Session& session, const Options& options,
                                           const RedactArticleRequest& request) {
  auto response = Call(session, Service::kIngest, &IngestService::Stub::RedactArticle, request,
                       options.key.empty() ? kLongTimeout : kShortTimeout);
  if (response.ok()) return response;
  return Annotate(response.status(), options.key.empty() ? options.source : options.key);
}

Outcome Report(Session& session, const char* words, const RedactArticleResponse& response) {
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(response, session.out));
  } else {
    session.out.Line(absl::StrCat(words, Extent(response)));
  }
  return ExitCode::kOk;
}

Outcome Redact(Session& session, const Options& options) {
  RedactArticleRequest request;
  RETURN_IF_ERROR(Preview(session, options, request));
  request.set_source_site_uri(options.source);
  *request.mutable_revisions() = {options.revisions.begin(), options.revisions.end()};
  request.set_reason(options.reason);
  request.set_dry_run(true);
  ASSIGN_OR_RETURN(const RedactArticleResponse extent, Send(session, options, request));
  if (options.dry_run) return Report(session, "would redact ", extent);
  if (extent.articles() == 0) return Report(session, "redacted ", extent);
  const std::string question =
      absl::StrCat("Take the content of ", Extent(extent), " out for good?");
  RETURN_IF_ERROR(Confirm(session, question, options.yes));
  request.set_dry_run(false);
  ASSIGN_OR_RETURN(const RedactArticleResponse done, Send(session, options, request));
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, done.read_after()));
  return Report(session, "redacted ", done);
}

}  // namespace

void AddRedact(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("redact", "Take content out of the archive and its history for good");
  CLI::Option* key = command->add_option("ARTICLE", options->key, kArticleHelp);
  CLI::Option* source =
      command->add_option("-s,--source", options->source, "Instead of one article all of this site")
          ->type_name("URI")
          ->excludes(key);
  command
      ->add_option("--revision", options->revisions,
                   "Only this one; again for each. The newest goes only with all others")
      ->type_name("N")
      ->allow_extra_args(false)
      ->check(CheckLimit)
      ->excludes(source);
  command->add_option("--reason", options->reason, "Why; it is kept in the history")
      ->type_name("TEXT")
      ->required();
  command->add_flag("--dry-run", options->dry_run, "Only say how much it would be");
  command->add_flag(kYesFlag, options->yes, kYesHelp);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "That there was an article, when and by whom it was changed, and the reason stay. An\n"
      "article that was redacted wholly never comes back. Broadsheet shows what is meant and\n"
      "asks before.\n"
      "\nExamples:\n"
      "  broadsheet redact 2026/11/11/the-reporter-that-never-rings-anybody --reason 'court order' "
      "--dry-run\n"
      "  broadsheet redact 2026/11/11/the-reporter-that-never-rings-anybody --revision 1 --reason "
      "'an address'\n"
      "  broadsheet redact --source https://spam.example/ --reason 'licence ended' --yes --wait");
  command->callback([options, &chosen] {
    if (options->key.empty() && options->source.empty()) {
      throw CLI::RequiredError("ARTICLE or --source");
    }
    chosen = [options](Session& session) { return Redact(session, *options); };
  });
}

}  // namespace broadsheet::cli
