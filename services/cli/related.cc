#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/article_text.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/html_text.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using query::v1::ListRelatedResponse;
using query::v1::QueryService;

constexpr int kMost = 20;

struct Options {
  std::string key;
  int limit = 5;
};

// "Both: Shenzhen, drones, harvest". Entities are called as the article calls them.
std::string ReasonText(const article::v1::Article& article,
                       const ListRelatedResponse::Reason& reason) {
  std::vector<std::string> parts;
  for (const std::string& entity : reason.mentions()) {
    std::string name = entity;
    for (const auto& mention : article.mentions()) {
      if (mention.entity() == entity) name = mention.surface_form();
    }
    parts.push_back(std::move(name));
  }
  parts.insert(parts.end(), reason.tags().begin(), reason.tags().end());
  parts.insert(parts.end(), reason.words().begin(), reason.words().end());
  return parts.empty() ? "" : absl::StrCat("\nBoth: ", OneLine(absl::StrJoin(parts, ", ")));
}

void PrintRelated(const ListRelatedResponse& response, Printer& out) {
  for (int i = 0; i < response.articles_size(); ++i) {
    const article::v1::Article& article = response.articles(i);
    std::string text = HtmlToText(article.teaser_html());
    if (i < response.reasons_size()) text += ReasonText(article, response.reasons(i));
    PrintEntry(article, article.title(), text, out);
  }
}

Outcome Related(Session& session, const Options& options) {
  query::v1::ListRelatedRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(session, options.key));
  request.set_page_size(options.limit);
  const absl::StatusOr<ListRelatedResponse> response =
      Call(session, Service::kQuery, &QueryService::Stub::ListRelated, request);
  if (!response.ok()) return Annotate(response.status(), options.key);
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(*response, session.out));
    return ExitCode::kOk;
  }
  PrintRelated(*response, session.out);
  if (response->articles().empty()) session.err.Line("No related articles.", Style::kDim);
  return ExitCode::kOk;
}

}  // namespace

void AddRelated(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("related", "List articles about the same things");
  command->add_option("ARTICLE", options->key, kArticleHelp)->required();
  command->add_option("-n,--limit", options->limit, "At most so many, up to 20")
      ->capture_default_str()
      ->type_name("N")
      ->check(CLI::Range(1, kMost));
  command->footer(
      "Examples:\n"
      "  broadsheet related 2026/11/11/the-reporter-that-never-rings-anybody\n"
      "  broadsheet --json related 2026/11/11/the-reporter-that-never-rings-anybody -n 20 |\n"
      "    jq -r '.articles[]?.path'");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Related(session, *options); };
  });
}

}  // namespace broadsheet::cli
