#include <CLI/CLI.hpp>
#include <algorithm>

#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/article_text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using query::v1::ListArticlesRequest;
using query::v1::ListArticlesResponse;
using query::v1::QueryService;

constexpr int kMostPerPage = 100;

struct Options {
  FilterOptions filter;
  int limit = 10;
  bool full = false;
};

absl::Status Print(const ListArticlesResponse& page, Session& session) {
  for (const auto& article : page.articles()) {
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(article, session.out));
    } else {
      PrintEntry(article, session.out);
    }
  }
  return absl::OkStatus();
}

Outcome List(Session& session, const Options& options) {
  ListArticlesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_filter(), MakeFilter(options.filter, session.clock.Now()));
  request.set_view(options.full ? query::v1::ARTICLE_VIEW_FULL : query::v1::ARTICLE_VIEW_TEASER);
  int left = options.limit;
  bool any = false;
  while (left > 0) {
    request.set_page_size(std::min(left, kMostPerPage));
    ASSIGN_OR_RETURN(const ListArticlesResponse page,
                     Call(session, Service::kQuery, &QueryService::Stub::ListArticles, request));
    RETURN_IF_ERROR(Print(page, session));
    any = any || page.articles_size() > 0;
    left -= page.articles_size();
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty()) break;
  }
  if (!any && !session.settings.json) session.err.Line("No articles.", Style::kDim);
  return ExitCode::kOk;
}

}  // namespace

void AddList(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "List articles, newest first");
  AddFilterOptions(*command, options->filter);
  command->add_option("-n,--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->type_name("N")
      ->check(CheckLimit);
  command->add_flag("--full", options->full, "With --json: bodies too");
  command->footer(
      "Examples:\n"
      "  broadsheet list --category tech\n"
      "  broadsheet list -m shenzhen -m tencent --since 2026-03 --until 2026-03\n"
      "  broadsheet list --since 7d --language zh --limit 50\n"
      "  broadsheet --json list -c tech -n 1000 | jq -r '[.listTime, .title] | @tsv'");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return List(session, *options); };
  });
}

}  // namespace broadsheet::cli
