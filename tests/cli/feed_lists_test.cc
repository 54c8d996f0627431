#include "cli/feed_lists.h"

#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;

using FeedListsTest = CommandLine;

TEST_F(FeedListsTest, ImportSendsTheListAndCountsFeeds) {
  const std::string file = WriteFile("a.opml", "<opml/>");
  services.ingest.import_counts.set_created(2);
  services.ingest.import_counts.set_unchanged(1);
  services.ingest.import_format = ingest::v1::ImportHeader::FORMAT_OPML;
  const Result result = Run({"feeds", "import", file, "-c", "tech"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, file + ": feeds: 2 created, 1 unchanged\n");
  EXPECT_THAT(services.ingest.imported.at(0), EqualsProto(R"pb(
                file_name: "broadsheet_cli_a.opml"
                format: FORMAT_OPML
                default_categories: "categories/tech"
                size: 7)pb"));
}

TEST_F(FeedListsTest, ExportPutsFeedsIntoFolders) {
  auto& response = services.ingest.list_feeds.responses[0];
  auto& plain = *response.add_feeds();
  plain.set_uri("https://b.example/feed?a=1&b=2");
  auto& filed = *response.add_feeds();
  filed.set_uri("https://a.example/feed");
  filed.set_title("\"Ships\" & more");
  filed.set_site_uri("https://a.example/");
  filed.add_default_categories("categories/ports");
  filed.add_default_categories("categories/tech");
  auto& page = *response.add_feeds();
  page.set_uri("https://c.example/");
  page.set_kind(ingest::v1::Feed::KIND_ARCHIVE_PAGE);
  const Result result = Run({"feeds", "export"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("feeds.opml", result.out));
  EXPECT_EQ(result.err, "left out, since they are pages and no feeds: 1\n");
}

}  // namespace
}  // namespace broadsheet::cli
