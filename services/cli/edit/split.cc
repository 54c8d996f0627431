#include <CLI/CLI.hpp>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/edit/preview.h"
#include "cli/edit/question.h"
#include "cli/json.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Article;
using storage::v1::SplitArticleRequest;
using storage::v1::SplitArticleResponse;
using storage::v1::StorageService;

struct Options {
  std::string key;
  std::vector<std::string> uris;
  std::vector<std::string> guids;
  std::vector<std::string> origins;
  bool yes = false;
  bool wait = false;
};

// What the article's revisions were known by.
struct Keys {
  std::set<std::string> uris;
  std::set<std::string> guids;
};

absl::StatusOr<Keys> KeysOf(const Session& session, const Article& article) {
  Keys keys;
  storage::v1::ListRevisionsRequest request;
  request.set_parent(article.name());
  request.set_page_size(100);
  do {
    ASSIGN_OR_RETURN(const auto page, Call(session, Service::kStorage,
                                           &StorageService::Stub::ListRevisions, request));
    for (const auto& revision : page.revisions()) {
      keys.uris.insert(revision.snapshot().canonical_uri());
      keys.guids.insert(revision.snapshot().source_guid());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  keys.uris.erase("");
  keys.guids.erase("");
  return keys;
}

void PrintKeys(const char* option, const std::set<std::string>& known,
               const std::vector<std::string>& moved, Printer& out) {
  std::set<std::string> all = known;
  all.insert(moved.begin(), moved.end());
  const std::set<std::string> moving(moved.begin(), moved.end());
  for (const std::string& key : all) {
    out.Text(moving.count(key) > 0 ? "  moves  " : "  stays  ", Style::kBold);
    out.Line(absl::StrCat(option, " ", OneLine(key)));
  }
}

absl::Status Preview(Session& session, const Options& options, const Article& article) {
  ASSIGN_OR_RETURN(const Keys keys, KeysOf(session, article));
  PrintPreview(article, session.err);
  session.err.Line("What its revisions were known by:");
  PrintKeys("--address", keys.uris, options.uris, session.err);
  PrintKeys("--guid", keys.guids, options.guids, session.err);
  if (!options.uris.empty() || !options.guids.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "say what moves to a new article, with --address or --guid; nothing was done");
}

Outcome Split(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const Article article, CurrentArticle(session, options.key));
  RETURN_IF_ERROR(Preview(session, options, article));
  RETURN_IF_ERROR(Confirm(session, "Move this to a new article?", options.yes));
  SplitArticleRequest request;
  request.set_name(article.name());
  *request.mutable_canonical_uris() = {options.uris.begin(), options.uris.end()};
  *request.mutable_source_guids() = {options.guids.begin(), options.guids.end()};
  *request.mutable_origins() = {options.origins.begin(), options.origins.end()};
  request.set_actor(kActor);
  ASSIGN_OR_RETURN(const SplitArticleResponse response,
                   Call(session, Service::kStorage, &StorageService::Stub::SplitArticle, request));
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, response.read_after()));
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(response, session.out));
  } else {
    session.out.Line(absl::StrCat("split off ", response.article().name(), "  ",
                                  OneLine(response.article().title())));
  }
  return ExitCode::kOk;
}

}  // namespace

void AddSplit(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("split", "Make two articles of one about two stories");
  const auto several = [command](const char* name, std::vector<std::string>& values,
                                 const char* type, const char* help) {
    command->add_option(name, values, help)->type_name(type)->allow_extra_args(false);
  };
  command->add_option("ARTICLE", options->key, kArticleHelp)->required();
  several("--address", options->uris, "URI", "This address at the source moves; again for each");
  several("--guid", options->guids, "GUID", "This guid of its source moves; again for each");
  several("--origin", options->origins, "ORIGIN",
          "Where no revision had these: what this origin said is the new one");
  command->add_flag(kYesFlag, options->yes, kYesHelp);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "The new article says what the newest revision with what moves did, the other goes on\n"
      "with the rest. Broadsheet shows what moves and what stays and asks before; without\n"
      "--address and --guid it shows what could. What was merged into the article moves out by\n"
      "its address or guid of before.\n"
      "\nExamples:\n"
      "  broadsheet split 2026/11/11/the-reporter-that-never-rings-anybody \\\n"
      "    --address https://news.example/2026/11/another-story/\n"
      "  broadsheet split 2026/11/11/the-reporter-that-never-rings-anybody --guid 4711 --yes "
      "--wait");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Split(session, *options); };
  });
}

}  // namespace broadsheet::cli
