#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/article_text.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/revision_text.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Revision;
using query::v1::QueryService;

constexpr int kMostPerPage = 100;

struct Options {
  std::string key;
  int limit = 20;
};

void Print(const Revision& revision, Printer& out) {
  out.Text(Pad(LastPart(revision.name()), 5), Style::kBold);
  out.Text(absl::StrCat(Moment(revision.create_time()), "  ", Pad(KindText(revision.kind()), 10)));
  const std::string title = OneLine(revision.snapshot().title());
  out.Text(absl::StrCat(title.empty() ? "(redacted)" : title, "  "));
  const std::string reason = OneLine(revision.reason());
  out.Line(absl::StrCat(OneLine(revision.actor()), reason.empty() ? "" : ": ", reason),
           Style::kDim);
}

Outcome History(Session& session, const Options& options) {
  query::v1::ListRevisionsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_parent(), NameOf(session, options.key));
  int left = options.limit;
  while (left > 0) {
    request.set_page_size(std::min(left, kMostPerPage));
    const auto page = Call(session, Service::kQuery, &QueryService::Stub::ListRevisions, request);
    if (!page.ok()) return Annotate(page.status(), options.key);
    for (const Revision& revision : page->revisions()) {
      if (session.settings.json) {
        RETURN_IF_ERROR(PrintJson(revision, session.out));
      } else {
        Print(revision, session.out);
      }
    }
    left -= page->revisions_size();
    request.set_page_token(page->next_page_token());
    if (request.page_token().empty()) break;
  }
  return ExitCode::kOk;
}

}  // namespace

void AddHistory(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("history", "List an article's revisions, newest first");
  command->add_option("ARTICLE", options->key, kArticleHelp)->required();
  command->add_option("-n,--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->type_name("N")
      ->check(CheckLimit);
  command->footer(
      "To read an article as it was then: broadsheet show ARTICLE --as-of TIME\n"
      "\nExamples:\n"
      "  broadsheet history 2026/11/11/the-reporter-that-never-rings-anybody\n"
      "  broadsheet --json history articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11 |\n"
      "    jq -r '[.createTime, .kind, .actor] | @tsv'");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return History(session, *options); };
  });
}

}  // namespace broadsheet::cli
