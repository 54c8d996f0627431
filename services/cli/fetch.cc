#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::FetchPageRequest;
using ingest::v1::FetchPageResponse;
using ingest::v1::IngestService;

struct Options {
  std::string uri;
  std::vector<std::string> categories;
  int older = 0;
  bool full_text = false;
  bool wait = false;
};

FetchPageRequest MakeRequest(const Options& options) {
  FetchPageRequest request;
  request.set_uri(options.uri);
  for (const std::string& name : CategoryNames(options.categories)) {
    request.add_default_categories(name);
  }
  request.set_fetch_full_text(options.full_text);
  request.set_older_pages(options.older);
  request.set_even_if_set_aside(true);
  return request;
}

absl::StatusOr<FetchPageResponse> Fetch(Session& session, const Options& options) {
  const Progress progress(options.uri, session.err);
  auto response = Call(session, Service::kIngest, &IngestService::Stub::FetchPage,
                       MakeRequest(options), kLongTimeout);
  if (!response.ok()) return Annotate(response.status(), options.uri);
  return response;
}

void Print(const FetchPageResponse& response, Printer& out) {
  const bool archive = response.page_kind() == FetchPageResponse::PAGE_KIND_ARCHIVE;
  for (const auto& result : response.results()) {
    // An archive's articles can be listed; what was refused must be seen.
    if (!archive || result.has_error()) PrintResult(result, out);
  }
  out.Line(absl::StrCat(archive ? "An archive page" : "An article", "; ", response.pages(),
                        response.pages() == 1 ? " page" : " pages",
                        " fetched: ", CountsText(response.counts())),
           Style::kDim);
}

Outcome Run(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const FetchPageResponse response, Fetch(session, options));
  if (options.wait) RETURN_IF_ERROR(WaitUntilReadable(session, response.read_after()));
  if (session.settings.json) {
    RETURN_IF_ERROR(PrintJson(response, session.out));
  } else {
    Print(response, session.out);
  }
  return CodeOf(response.counts());
}

}  // namespace

void AddFetch(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("fetch", "Take in a web page: an article or an archive");
  command->add_option("URL", options->uri, "Absolute http or https address")->required();
  command->add_option("--older", options->older, "On an archive page: go back so many pages")
      ->type_name("N")
      ->check(CLI::Range(0, 10'000).description(""));
  command->add_flag("--full-text", options->full_text,
                    "On an archive page: fetch the page behind every \"Continue reading\"");
  command->add_option("-c,--category", options->categories, "File what is found under this")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "To read a page again and again, add it as a feed: broadsheet feeds add --page URL\n"
      "\nExamples:\n"
      "  broadsheet fetch https://news.example/2026/03/5g-port/\n"
      "  broadsheet fetch https://news.example/category/tech/ --older 20 --full-text\n"
      "  broadsheet fetch https://news.example/category/tech/ --category tech --wait");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Run(session, *options); };
  });
}

}  // namespace broadsheet::cli
