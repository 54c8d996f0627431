#include "ingest/exports/ghost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kSite[] = "https://bay.example/";

std::string Export(const std::string& posts) {
  return absl::StrCat(R"({"db":[{"meta":{"version":"5.82.0"},"data":{"posts":[)", posts, R"(],
    "tags":[{"id":"t1","name":"Tech & Toys","slug":"tech"},{"id":"t2","name":"Ships","slug":"ships"},
            {"id":"t3","name":"#house","slug":"hash-house","visibility":"internal"}],
    "posts_tags":[{"post_id":"p1","tag_id":"t2","sort_order":2},
                  {"post_id":"p1","tag_id":"t3","sort_order":0},
                  {"post_id":"p1","tag_id":"t1","sort_order":1}],
    "users":[{"id":"u1","name":"Mei Lam"},{"id":"u2","name":"Rory Chan"}],
    "posts_authors":[{"post_id":"p1","author_id":"u2","sort_order":1},
                     {"post_id":"p1","author_id":"u1","sort_order":0}],
    "settings":[{"key":"title","value":"Bay Notes"},{"key":"locale","value":"en"}]}}]})");
}

std::string Post(const std::string& id, const std::string& more = "") {
  return absl::StrCat(R"({"id":")", id, R"(","uuid":"ab-cd","title":"Pier )", id,
                      R"(","slug":"pier-)", id,
                      R"(","html":"<p>It <a href=\"__GHOST_URL__/x/\">opened</a>.</p>")",
                      R"(,"status":"published","visibility":"public","type":"post")",
                      R"(,"published_at":"2024-03-01T08:00:00.000Z")", more, "}");
}

TEST(GhostTest, ReadsAPostWithWhatOtherTablesSayOfIt) {
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseGhost(Export(Post("p1", R"(,"custom_excerpt":"A < B",
                                      "feature_image":"__GHOST_URL__/content/a.jpg")")),
                                  kSite));
  ASSERT_THAT(document.entries, SizeIs(1));
  const Entry& entry = document.entries[0];
  EXPECT_THAT(
      entry.article, EqualsProto(R"pb(
        title: "Pier p1"
        source_guid: "p1"
        canonical_uri: "https://bay.example/pier-p1/"
        teaser_html: "<p>A &lt; B</p>"
        body_html: "<p>It <a href=\"https://bay.example/x/\">opened</a>.</p>"
        image_uri: "https://bay.example/content/a.jpg"
        authors { display_name: "Mei Lam" }
        authors { display_name: "Rory Chan" }
        categories: "categories/tech"
        source { title: "Bay Notes" site_uri: "https://bay.example/" language_code: "en" })pb"));
  EXPECT_THAT(entry.tag_names, ElementsAre("Ships"));
  EXPECT_EQ(entry.publish_date, "2024-03-01T08:00:00.000Z");
  EXPECT_THAT(document.categories,
              ElementsAre(EqualsProto("name: 'categories/tech' title: 'Tech & Toys'")));
}

TEST(GhostTest, WhatIsKeptOfAPostIsReadTheSame) {
  ASSERT_OK_AND_ASSIGN(const Document document, ParseGhost(Export(Post("p1")), kSite));
  ASSERT_OK_AND_ASSIGN(const Document again, ParseGhost(document.entries.at(0).raw, kSite));
  Entry entry = again.entries.at(0);
  *entry.article.mutable_source() = document.entries[0].article.source();
  EXPECT_EQ(entry.article.DebugString(), document.entries[0].article.DebugString());
  EXPECT_EQ(entry.tag_names, document.entries[0].tag_names);
}

TEST(GhostTest, TakesWhatEverybodyMayRead) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseGhost(Export(absl::StrCat(
                     Post("1"), ",", Post("2", R"(,"status":"draft")"), ",",
                     Post("3", R"(,"status":"scheduled")"), ",", Post("4", R"(,"status":"sent")"),
                     ",", Post("5", R"(,"visibility":"paid")"), ",", Post("6", R"(,"type":"page")"),
                     ",", Post("7", R"(,"page":1)"))),
                 kSite));
  ASSERT_THAT(document.entries, SizeIs(1));
  EXPECT_EQ(document.left_out, 6);
  EXPECT_THAT(document.left_out_kinds,
              ElementsAre(Pair("draft", 1), Pair("email", 1), Pair("members", 1), Pair("page", 2),
                          Pair("scheduled", 1)));
}

TEST(GhostTest, OldExportsHaveNumbers) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseGhost(R"({"data":{"posts":[{"id":5,"uuid":"ab-cd","title":"Old","slug":"old",
                     "markdown":"One *two*.\n\nThree.","status":"published","author_id":1,
                     "published_at":1388805572000,"page":0}],
                     "users":[{"id":1,"name":"Mei"}],"tags":[{"id":3,"name":"Ships","slug":"s"}],
                     "posts_tags":[{"post_id":5,"tag_id":3}]}})",
                 kSite));
  const Entry& entry = document.entries.at(0);
  EXPECT_EQ(entry.article.source_guid(), "ab-cd");
  EXPECT_EQ(entry.article.body_html(), "<p>One *two*.</p><p>Three.</p>");
  EXPECT_EQ(entry.article.authors(0).display_name(), "Mei");
  EXPECT_THAT(entry.article.categories(), ElementsAre("categories/s"));
  EXPECT_EQ(entry.publish_date, "2014-01-04T03:19:32+00:00");
}

TEST(GhostTest, WithoutItsSiteOnlyPostsThatSayWhereTheyAreComeIn) {
  ASSERT_OK_AND_ASSIGN(
      const Document document,
      ParseGhost(
          Export(absl::StrCat(Post("1"), ",",
                              Post("2", R"(,"canonical_url":"https://elsewhere.example/2/")"))),
          ""));
  ASSERT_THAT(document.entries, SizeIs(1));
  EXPECT_EQ(document.entries[0].article.source().site_uri(), "https://elsewhere.example/");
  ASSERT_THAT(document.errors, SizeIs(1));
  EXPECT_THAT(document.errors[0].status, broadsheet::testing::BlamesField("header.site_uri"));
}

TEST(GhostTest, TornRowCostsItself) {
  ASSERT_OK_AND_ASSIGN(const Document document,
                       ParseGhost(absl::StrCat("{\"posts\":[", Post("1"), ",{\"id\":\"2\" oops},",
                                               Post("3"), "],\"tags\":[{\"id\":broken}]}"),
                                  kSite));
  EXPECT_THAT(document.entries, SizeIs(2));
  EXPECT_THAT(document.errors, SizeIs(1));
}

TEST(GhostTest, OtherJsonIsNone) {
  EXPECT_THAT(ParseGhost("{\"title\":1}", kSite).status(),
              IsError(absl::StatusCode::kInvalidArgument, "no Ghost export"));
  EXPECT_OK(
      ParseGhost(R"({"data":{"posts":[1,null,[],{}],"tags":[1],"posts_tags":[null]}})", kSite));
}

}  // namespace
}  // namespace broadsheet::ingest
