#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/commands.h"
#include "cli/feed_names.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestService;
using ingest::v1::ReparseFetchesRequest;
using ingest::v1::ReparseFetchesResponse;

struct Options {
  std::string feed;
  bool dry_run = false;
  bool wait = false;
};

absl::StatusOr<std::string> OriginOf(const Session& session, const std::string& feed) {
  if (feed == "all") return "";
  if (feed == "pages") return feed;
  ASSIGN_OR_RETURN(const std::vector<std::string> names, FeedNames(session, {feed}, /*all=*/false));
  return names[0];
}

void PrintChange(const ReparseFetchesResponse::Change& change, bool dry_run, Printer& out) {
  if (dry_run) {
    out.Line(absl::StrCat(change.result().name().empty() ? "would be created"
                                                         : change.result().name() + " would change",
                          ": ", OneLine(change.title())));
  } else {
    PrintResult(change.result(), out);
  }
  for (const std::string& difference : change.differences()) out.Wrapped(OneLine(difference), 2);
}

void Add(const ReparseFetchesResponse& page, ReparseFetchesResponse* total) {
  total->set_documents(total->documents() + page.documents());
  total->set_unreadable(total->unreadable() + page.unreadable());
  auto& counts = *total->mutable_counts();
  counts.set_created(counts.created() + page.counts().created());
  counts.set_revised(counts.revised() + page.counts().revised());
  counts.set_unchanged(counts.unchanged() + page.counts().unchanged());
  counts.set_stale(counts.stale() + page.counts().stale());
  counts.set_suppressed(counts.suppressed() + page.counts().suppressed());
  counts.set_rejected(counts.rejected() + page.counts().rejected());
  if (page.has_read_after()) *total->mutable_read_after() = page.read_after();
}

void PrintTotal(const ReparseFetchesResponse& total, bool dry_run, Printer& out) {
  std::string line =
      absl::StrCat(total.documents(), total.documents() == 1 ? " document" : " documents",
                   " read again: ", CountsText(total.counts()));
  if (total.unreadable() > 0) absl::StrAppend(&line, "; ", total.unreadable(), " can't be read");
  out.Line(dry_run ? line + " (nothing was written)" : line);
}

Outcome RunReparse(Session& session, const Options& options) {
  ReparseFetchesRequest request;
  ASSIGN_OR_RETURN(*request.mutable_origin(), OriginOf(session, options.feed));
  request.set_dry_run(options.dry_run);
  ReparseFetchesResponse total;
  do {
    ASSIGN_OR_RETURN(const ReparseFetchesResponse page,
                     Call(session, Service::kIngest, &IngestService::Stub::ReparseFetches, request,
                          kLongTimeout));
    if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(page, session.out));
    } else {
      for (const auto& change : page.changes()) PrintChange(change, options.dry_run, session.out);
    }
    Add(page, &total);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (options.wait && total.has_read_after()) {
    RETURN_IF_ERROR(WaitUntilReadable(session, total.read_after()));
  }
  if (!session.settings.json) PrintTotal(total, options.dry_run, session.out);
  return CodeOf(total.counts());
}

}  // namespace

void AddReparse(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("reparse", "Read again what was fetched and is kept");
  command->add_option("FEED", options->feed, "Name or address of a feed; pages; or all")
      ->required();
  command->add_flag("--dry-run", options->dry_run, "Only say what would change");
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "After an upgrade, what was fetched in the last days (--keep_fetches of ingest) can be\n"
      "read by the better parser.\n"
      "\nExamples:\n"
      "  broadsheet reparse all --dry-run\n"
      "  broadsheet reparse pages");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return RunReparse(session, *options); };
  });
}

}  // namespace broadsheet::cli
