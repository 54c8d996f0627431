#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/article_text.h"
#include "cli/articles.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/rpc.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Article;
using query::v1::QueryService;

struct Options {
  std::string key;
  std::string as_of;
};

Outcome Show(Session& session, const Options& options) {
  query::v1::GetArticleRequest request = GetRequest(options.key);
  if (!options.as_of.empty()) {
    const auto period = ParsePeriod(options.as_of, session.clock.Now());
    if (!period.ok()) return Annotate(period.status(), "--as-of");
    *request.mutable_as_of() = ToProto(period->end);
  }
  const absl::StatusOr<Article> article =
      Call(session, Service::kQuery, &QueryService::Stub::GetArticle, request);
  if (!article.ok()) return Annotate(article.status(), options.key);
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(*article, session.out));
  } else {
    PrintArticle(*article, session.out);
  }
  return ExitCode::kOk;
}

}  // namespace

void AddShow(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("show", "Show one article whole");
  command->add_option("ARTICLE", options->key, kArticleHelp)->required();
  command
      ->add_option("--as-of", options->as_of,
                   "As it was then (2026, 2026-03, 2026-03-14, a moment, or 7d ago)")
      ->type_name("TIME")
      ->check(CheckTime);
  command->footer(
      "Examples:\n"
      "  broadsheet show 2026/11/11/the-reporter-that-never-rings-anybody\n"
      "  broadsheet show https://news.example/2026/11/the-reporter-that-never-rings-anybody/\n"
      "  broadsheet show articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11 --as-of 7d\n"
      "  broadsheet --json show 2026/11/11/the-reporter-that-never-rings-anybody | jq -r "
      ".bodyText");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Show(session, *options); };
  });
}

}  // namespace broadsheet::cli
