#include "ingest/exports/opml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::SizeIs;

std::string List(const std::string& outlines) {
  return absl::StrCat("<?xml version=\"1.0\"?><opml version=\"2.0\"><head/><body>", outlines,
                      "</body></opml>");
}

TEST(OpmlTest, FoldersAndCategoriesAreShelves) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseOpml(List("<outline text='Tech News'><outline title='Phones'>"
                     "<outline type='rss' text='A' xmlUrl='https://a.example/feed'/></outline>"
                     "<outline type='rss' text='B' xmlUrl='https://b.example/feed'/></outline>"
                     "<outline text='C' XMLURL=' feed://c.example/x '"
                     " category='/Ports/Ships, Boston'/>")));
  EXPECT_THAT(
      document.feeds,
      ElementsAre(
          EqualsProto("uri: 'https://a.example/feed' default_categories: 'categories/phones'"),
          EqualsProto("uri: 'https://b.example/feed' default_categories: 'categories/tech-news'"),
          EqualsProto("uri: 'http://c.example/x' default_categories: 'categories/ships' "
                      "default_categories: 'categories/boston'")));
  EXPECT_THAT(
      document.categories,
      ElementsAre(EqualsProto("name: 'categories/tech-news' title: 'Tech News'"),
                  EqualsProto("name: 'categories/phones' title: 'Phones' "
                              "parent: 'categories/tech-news'"),
                  EqualsProto("name: 'categories/ports' title: 'Ports'"),
                  EqualsProto("name: 'categories/ships' title: 'Ships' parent: 'categories/ports'"),
                  EqualsProto("name: 'categories/boston' title: 'Boston'")));
}

TEST(OpmlTest, FeedInTwoFoldersIsOne) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseOpml(List("<outline text='X'><outline xmlUrl='https://a.example/'/></outline>"
                     "<outline text='Y'><outline xmlUrl='https://a.example/'/></outline>")));
  EXPECT_THAT(document.feeds, ElementsAre(EqualsProto("uri: 'https://a.example/' "
                                                      "default_categories: 'categories/x' "
                                                      "default_categories: 'categories/y'")));
}

TEST(OpmlTest, BadOutlineCostsItself) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseOpml(List("<outline text='Bad' xmlUrl='javascript:alert(1)'/>"
                     "<outline type='rss' text='None'/><outline text='a note'/>"
                     "<outline text='Fish & chips' xmlUrl='https://a.example/?a=1&b=2'/>")));
  ASSERT_THAT(document.errors, SizeIs(2));
  EXPECT_EQ(document.errors[0].id, "Bad");
  EXPECT_EQ(document.left_out, 1);
  ASSERT_THAT(document.feeds, SizeIs(1));
  EXPECT_EQ(document.feeds[0].uri(), "https://a.example/?a=1&b=2");
  EXPECT_NE(document.defect, "");
}

TEST(OpmlTest, BodyMayBeMissing) {
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseOpml("<opml><outline xmlUrl='https://a.example/'/></opml>"));
  EXPECT_THAT(document.feeds, SizeIs(1));
}

TEST(OpmlTest, OtherXmlIsNone) {
  EXPECT_THAT(ParseOpml("<rss/>").status(),
              IsError(absl::StatusCode::kInvalidArgument, "no OPML: line 1 has <rss>"));
}

}  // namespace
}  // namespace broadsheet::ingest
