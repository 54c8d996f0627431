#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
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

using article::v1::Article;
using storage::v1::MergeArticlesResponse;
using storage::v1::StorageService;

struct Options {
  std::string key;
  std::string merged;
  bool yes = false;
  bool wait = false;
};

Outcome Merge(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const Article stays, CurrentArticle(session, options.key));
  ASSIGN_OR_RETURN(const Article merged, CurrentArticle(session, options.merged));
  session.err.Line("This article stays, and takes from the other what it does not say itself:");
  PrintPreview(stays, session.err);
  session.err.Line("This one leads there from now on, and is on no list:");
  PrintPreview(merged, session.err);
  RETURN_IF_ERROR(Confirm(session, "Make one article of the two?", options.yes));
  storage::v1::MergeArticlesRequest request;
  request.set_name(stays.name());
  request.set_merged(merged.name());
  request.set_actor(kActor);
  ASSIGN_OR_RETURN(const MergeArticlesResponse response,
                   Call(session, Service::kStorage, &StorageService::Stub::MergeArticles, request));
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, response.read_after()));
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(response, session.out));
  } else {
    session.out.Line(absl::StrCat("merged ", merged.name(), " into ", response.article().name(),
                                  " revision ", response.article().revision()));
  }
  return ExitCode::kOk;
}

}  // namespace

void AddMerge(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("merge", "Make one article of two about one story");
  command->add_option("ARTICLE", options->key, "The one that stays: its name, path or address")
      ->required();
  command->add_option("MERGED", options->merged, "The one that becomes part of it, likewise")
      ->required();
  command->add_flag(kYesFlag, options->yes, kYesHelp);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "Broadsheet shows both and asks before. `broadsheet split` makes two of them again, but\n"
      "not as they were.\n"
      "\nExamples:\n"
      "  broadsheet merge 2026/11/11/the-reporter-that-never-rings-anybody "
      "2026/11/11/cross-border-rail-october-in-three-figures\n"
      "  broadsheet merge 2026/11/11/the-reporter-that-never-rings-anybody "
      "2026/11/11/cross-border-rail-october-in-three-figures "
      "--yes --wait");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Merge(session, *options); };
  });
}

}  // namespace broadsheet::cli
