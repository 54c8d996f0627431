#include <CLI/CLI.hpp>

#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/backup/changes.h"
#include "cli/backup/digest_line.h"
#include "cli/commands.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using storage::v1::StorageService;

Outcome Digests(Session& session) {
  ASSIGN_OR_RETURN(const auto categories,
                   Call(session, Service::kStorage, &StorageService::Stub::ListCategories,
                        storage::v1::ListCategoriesRequest()));
  for (const auto& category : categories.categories()) session.out.Line(DigestLine(category));
  article::v1::Cursor after;
  RETURN_IF_ERROR(ReadChanges(session, after, [&](const storage::v1::Change& change) {
    if (change.has_article()) session.out.Line(DigestLine(change.article().revision()));
    return absl::OkStatus();
  }));
  return ExitCode::kOk;
}

}  // namespace

void AddDigests(CLI::App& app, Action& chosen) {
  CLI::App* command =
      app.add_subcommand("digests", "Print digests of all revisions, to compare archives");
  command->footer(
      "A line a revision: its name and kind, the digest of its content that storage keeps, and\n"
      "one of all that storage has of it; and a line a category. Where a revision stands in the\n"
      "log does not count, nor when and by whom something was redacted. Sorted, the lines of\n"
      "archives that hold the same are the same; deploy/compare compares two.\n"
      "\nExamples:\n"
      "  broadsheet digests | LC_ALL=C sort > digests.txt");
  command->callback([&chosen] { chosen = [](Session& session) { return Digests(session); }; });
}

}  // namespace broadsheet::cli
