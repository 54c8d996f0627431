#include "ingest/exports/substack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/exports/zipped.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::broadsheet::testing::Zipped;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kSite[] = "https://bay.substack.com/";
constexpr char kTable[] =
    "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle\n"
    "11.a-pier,2024-03-01T08:00:00.000Z,true,,,newsletter,everyone,\"A pier, at last\",Boats < "
    "all\n"
    "12.draft,,false,,,newsletter,everyone,Draft,\n"
    "13.paid,2024-03-02T08:00:00.000Z,true,,,newsletter,only_paid,Paid,\n"
    "14.about,2024-03-02T08:00:00.000Z,true,,,page,everyone,About,\n";

TEST(SubstackTest, TakesPublishedPostsWithTheirTexts) {
  const std::string bytes = Zipped({{"posts.csv", kTable},
                                    {"posts/11.a-pier.html", "<p>It opened.</p>"},
                                    {"posts/11.a-pier.opens.csv", "reader@a.example"},
                                    {"posts/13.paid.html", "<p>Secret.</p>"}});
  ASSERT_OK_AND_ASSIGN(const Document document, ParseSubstack(bytes, kSite));
  ASSERT_THAT(document.entries, SizeIs(1));
  EXPECT_THAT(document.entries[0].article, EqualsProto(R"pb(
                title: "A pier, at last"
                source_guid: "https://bay.substack.com/p/a-pier"
                canonical_uri: "https://bay.substack.com/p/a-pier"
                teaser_html: "<p>Boats &lt; all</p>"
                body_html: "<p>It opened.</p>"
                source { site_uri: "https://bay.substack.com/" })pb"));
  EXPECT_EQ(document.entries[0].publish_date, "2024-03-01T08:00:00.000Z");
  EXPECT_EQ(document.left_out, 3);
  EXPECT_THAT(document.left_out_kinds,
              ElementsAre(Pair("draft", 1), Pair("members", 1), Pair("page", 1)));
}

TEST(SubstackTest, FolderAroundItIsNoMatter) {
  const std::string bytes = Zipped({{"export/__MACOSX/posts/._11.a-pier.html", "x"},
                                    {"export/posts.csv", kTable},
                                    {"export/posts/11.a-pier.html", "<p>It opened.</p>"}});
  ASSERT_OK_AND_ASSIGN(const Document document, ParseSubstack(bytes, kSite));
  EXPECT_EQ(document.entries.at(0).article.body_html(), "<p>It opened.</p>");
}

TEST(SubstackTest, LongTextCostsItself) {
  const std::string bytes =
      Zipped({{"posts.csv", kTable}, {"posts/11.a-pier.html", std::string(9 << 20, 'x')}});
  ASSERT_OK_AND_ASSIGN(const Document document, ParseSubstack(bytes, kSite));
  EXPECT_THAT(document.entries, SizeIs(0));
  EXPECT_THAT(document.errors, SizeIs(1));
}

TEST(SubstackTest, OtherArchivesAndUnknownSitesAreRefused) {
  EXPECT_THAT(ParseSubstack(Zipped({{"a.txt", "x"}}), kSite).status(),
              IsError(absl::StatusCode::kInvalidArgument, "no posts.csv"));
  EXPECT_THAT(ParseSubstack(Zipped({{"posts.csv", kTable}}), "").status(),
              BlamesField("header.site_uri"));
}

}  // namespace
}  // namespace broadsheet::ingest
