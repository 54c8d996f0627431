#include <CLI/CLI.hpp>
#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/article_text.h"
#include "cli/commands.h"
#include "cli/html_text.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using query::v1::QueryService;
using query::v1::SearchArticlesRequest;
using query::v1::SearchArticlesResponse;
using query::v1::SearchResult;

constexpr int kMostPerPage = 100;

struct Options {
  std::vector<std::string> words;
  FilterOptions filter;
  int limit = 10;
  bool newest = false;
};

void PrintResult(const SearchResult& result, Printer& out) {
  const std::string title = HtmlToText(result.title_html());
  std::string text = HtmlToText(result.snippet_html());
  if (text.empty()) text = HtmlToText(result.article().teaser_html());
  if (!result.missing().empty()) {
    absl::StrAppend(&text, "\nMissing: ", OneLine(absl::StrJoin(result.missing(), ", ")));
  }
  PrintEntry(result.article(), title.empty() ? result.article().title() : title, text, out);
}

absl::Status Print(const SearchArticlesResponse& page, Session& session) {
  for (const SearchResult& result : page.results()) {
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(result, session.out));
    } else {
      PrintResult(result, session.out);
    }
  }
  return absl::OkStatus();
}

void PrintTotal(const SearchArticlesResponse& page, int shown, Printer& out) {
  if (shown == 0) {
    out.Line("Nothing found.", Style::kDim);
  } else if (page.estimated_total() > shown) {
    out.Line(absl::StrCat(shown, " of about ", page.estimated_total(), "; more with --limit"),
             Style::kDim);
  }
  if (!page.suggested_query().empty()) {
    out.Line(absl::StrCat("Did you mean: ", OneLine(page.suggested_query())));
  }
}

Outcome Search(Session& session, const Options& options) {
  SearchArticlesRequest request;
  request.set_query(absl::StrJoin(options.words, " "));
  request.set_order(options.newest ? SearchArticlesRequest::ORDER_NEWEST
                                   : SearchArticlesRequest::ORDER_RELEVANCE);
  ASSIGN_OR_RETURN(*request.mutable_filter(), MakeFilter(options.filter, session.clock.Now()));
  int shown = 0;
  SearchArticlesResponse page;
  while (shown < options.limit) {
    request.set_page_size(std::min(options.limit - shown, kMostPerPage));
    ASSIGN_OR_RETURN(page,
                     Call(session, Service::kQuery, &QueryService::Stub::SearchArticles, request));
    RETURN_IF_ERROR(Print(page, session));
    shown += page.results_size();
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty()) break;
  }
  if (!session.settings.json) PrintTotal(page, shown, session.err);
  return ExitCode::kOk;
}

}  // namespace

void AddSearch(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("search", "Search titles, teasers and bodies");
  command
      ->add_option("QUERY", options->words,
                   "Words that must occur, \"quoted phrases\", OR, ( ); -word excludes;\n"
                   "title:, author:, tag:, category:, source:, lang:, mention:, before:\n"
                   "and after: narrow it down; robo* finds what begins so")
      ->required();
  AddFilterOptions(*command, options->filter);
  command->add_option("-n,--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->type_name("N")
      ->check(CheckLimit);
  command->add_flag("--newest", options->newest, "Newest first instead of the best match");
  command->footer(
      "Put a query with quotes in single quotes, as one argument; one that begins with a minus\n"
      "behind the options and --.\n"
      "\nExamples:\n"
      "  broadsheet search robot news\n"
      "  broadsheet search '\"5G base station\" -Huawei' --category tech\n"
      "  broadsheet search 'title:port after:2026-11 -(bridge OR tunnel)'\n"
      "  broadsheet search --newest -- -bridge\n"
      "  broadsheet search 深圳 --newest --limit 50\n"
      "  broadsheet --json search 'drone OR robot' | jq -r .article.path");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Search(session, *options); };
  });
}

}  // namespace broadsheet::cli
