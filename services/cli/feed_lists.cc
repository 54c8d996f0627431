#include "cli/feed_lists.h"

#include <CLI/CLI.hpp>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/feed_names.h"
#include "cli/import_stream.h"
#include "cli/json.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::Feed;
using ingest::v1::ImportHeader;
using ingest::v1::IngestService;

struct ImportOptions {
  std::string file;
  std::vector<std::string> categories;
};

// An attribute with its value.
std::string Attribute(const char* name, const std::string& value) {
  if (value.empty()) return "";
  const std::string safe =
      absl::StrReplaceAll(value, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
  return absl::StrCat(" ", name, "=\"", safe, "\"");
}

std::string SlugOf(const std::string& category) { return category.substr(category.find('/') + 1); }

std::string OutlineOf(const Feed& feed) {
  const std::string categories = absl::StrJoin(
      feed.default_categories(), ",",
      [](std::string* out, const std::string& name) { absl::StrAppend(out, "/", SlugOf(name)); });
  const std::string& title = feed.title().empty() ? feed.uri() : feed.title();
  return absl::StrCat("<outline type=\"rss\"", Attribute("text", title), Attribute("title", title),
                      Attribute("xmlUrl", feed.uri()), Attribute("htmlUrl", feed.site_uri()),
                      Attribute("category", categories), "/>\n");
}

Outcome ImportFeeds(Session& session, const ImportOptions& options) {
  ImportHeader header;
  header.set_format(ImportHeader::FORMAT_OPML);
  for (const std::string& name : CategoryNames(options.categories)) {
    header.add_default_categories(name);
  }
  ASSIGN_OR_RETURN(const Imported done, ImportFile(session, options.file, std::move(header)));
  if (done.interrupted) {
    session.err.Line(absl::StrCat("broadsheet feeds import: ", InterruptedText(done.progress)),
                     Style::kError);
    return ExitCode::kInterrupted;
  }
  RETURN_IF_ERROR(PrintImported(session, options.file, done.progress));
  return CodeOf(done.progress.counts());
}

Outcome ExportFeeds(Session& session) {
  ASSIGN_OR_RETURN(const std::vector<Feed> feeds, AllFeeds(session));
  session.out.Text(OpmlOf(feeds));
  int64_t pages = 0;
  for (const Feed& feed : feeds) pages += feed.kind() == Feed::KIND_ARCHIVE_PAGE ? 1 : 0;
  if (pages > 0) {
    session.err.Line(absl::StrCat("left out, since they are pages and no feeds: ", pages),
                     Style::kDim);
  }
  return ExitCode::kOk;
}

}  // namespace

std::string OpmlOf(const std::vector<Feed>& feeds) {
  std::map<std::string, std::string> folders;
  for (const Feed& feed : feeds) {
    if (feed.kind() == Feed::KIND_ARCHIVE_PAGE) continue;
    const bool filed = !feed.default_categories().empty();
    absl::StrAppend(&folders[filed ? SlugOf(feed.default_categories(0)) : ""],
                    filed ? "      " : "    ", OutlineOf(feed));
  }
  std::string opml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
      "  <head>\n    <title>Feeds of Broadsheet</title>\n  </head>\n  <body>\n";
  for (const auto& [folder, outlines] : folders) {
    if (folder.empty()) {
      opml += outlines;
      continue;
    }
    absl::StrAppend(&opml, "    <outline", Attribute("text", folder), Attribute("title", folder),
                    ">\n", outlines, "    </outline>\n");
  }
  return opml + "  </body>\n</opml>\n";
}

void AddFeedImport(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = group.add_subcommand("import", "Start polling the feeds of an OPML list");
  command->add_option("FILE", options->file, "The list; - is standard input")->required();
  command->add_option("-c,--category", options->categories, "File every entry under this too")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  command->footer(
      "Feeds are filed under the folder that they stand in, and under the list's own categories\n"
      "(`category`). What is polled already stays as it is. They are polled within seconds; see\n"
      "`broadsheet feeds list`. An outline without a web address is kept; see `broadsheet "
      "rejects`.\n"
      "\nExamples:\n"
      "  broadsheet feeds import subscriptions.opml\n"
      "  broadsheet feeds import --category tech subscriptions.opml");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return ImportFeeds(session, *options); };
  });
}

void AddFeedExport(CLI::App& group, Action& chosen) {
  CLI::App* command = group.add_subcommand("export", "Print all feeds as an OPML list");
  command->footer(
      "Feeds stand in folders by their first category. Feed readers, and `broadsheet feeds\n"
      "import`, read the list.\n"
      "\nExamples:\n"
      "  broadsheet feeds export > feeds.opml");
  command->callback([&chosen] { chosen = ExportFeeds; });
}

}  // namespace broadsheet::cli
