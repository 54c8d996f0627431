#include "ingest/parser/reread.h"

#include <gtest/gtest.h>

#include "ingest/formats/feed_parser.h"
#include "ingest/prepare/material.h"
#include "ingest/push.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

constexpr char kRss[] =
    "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Example</title>"
    "<link>https://example.com/</link><item><title>First</title><guid>g1</guid>"
    "<link>/1</link><dc:creator>Jane Doe</dc:creator>"
    "<content:encoded><![CDATA[<p>All of it</p>]]></content:encoded></item></channel></rss>";
constexpr char kAtom[] =
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Example</title>"
    "<link href=\"https://example.com/\"/><entry><id>g1</id><title>First</title>"
    "<link href=\"/1\"/><content type=\"html\">&lt;p&gt;All of it&lt;/p&gt;</content>"
    "</entry></feed>";
constexpr char kJson[] =
    R"({"version":"https://jsonfeed.org/version/1.1","title":"Example",)"
    R"("home_page_url":"https://example.com/","items":[{"id":"g1","title":"First",)"
    R"("url":"/1","content_html":"<p>All of it</p>"}]})";

// The reject that the only entry of a feed would be.
KeptReject RejectOf(const Entry& entry) {
  KeptReject kept;
  kept.reject.set_name("rejects/1");
  kept.reject.set_origin("feeds/1");
  kept.reject.set_uri("https://example.com/feed");
  kept.reject.set_entry(entry.id);
  kept.reject.set_raw(entry.raw);
  kept.source = entry.article.source();
  return kept;
}

TEST(RereadTest, FeedEntryByItselfReadsAsItDidInItsFeed) {
  for (const char* feed : {kRss, kAtom, kJson}) {
    ASSERT_OK_AND_ASSIGN(const Document before, ParseFeed(feed, "", "https://example.com/feed"));
    ASSERT_EQ(before.entries.size(), 1u) << feed;
    ASSERT_OK_AND_ASSIGN(const Document after, RereadEntry(RejectOf(before.entries[0])));
    ASSERT_EQ(after.entries.size(), 1u) << feed;
    EXPECT_EQ(after.entries[0].article.DebugString(), before.entries[0].article.DebugString());
    EXPECT_EQ(after.entries[0].raw, before.entries[0].raw);
    EXPECT_EQ(after.entries[0].id, "g1");
  }
}

TEST(RereadTest, PushedArticleComesBack) {
  article::v1::Article article;
  article.set_title("Pushed");
  KeptReject kept;
  kept.reject.set_media_type(kPushMediaType);
  kept.reject.set_raw(article.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const Document document, RereadEntry(kept));
  EXPECT_EQ(document.entries.at(0).article.title(), "Pushed");
}

TEST(RereadTest, BytesThatAreNoEntryAreAnError) {
  KeptReject kept;
  kept.reject.set_origin("feeds/1");
  kept.reject.set_uri("https://example.com/feed");
  kept.reject.set_raw("<item><title>cut");
  EXPECT_THAT(RereadEntry(kept), testing::IsError(absl::StatusCode::kInvalidArgument, ""));
}

}  // namespace
}  // namespace broadsheet::ingest
