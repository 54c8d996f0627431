#include "storage/splitter.h"

#include <gtest/gtest.h>

#include "storage/names.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_REVISED;
using article::v1::WRITE_OUTCOME_UNCHANGED;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using Stub = v1::StorageService::Stub;

class SplitterTest : public ::testing::Test {
 protected:
  // Article `id`, as a feed has it that gives every story the same guid.
  static ArticleWrite Story(const std::string& id, int seconds) {
    ArticleWrite write = MakeWrite(id, seconds);
    write.mutable_article()->set_source_guid("always the same");
    write.mutable_article()->add_tags(id);
    Digest(&write);
    return write;
  }

  static v1::SplitArticleRequest Off(const std::string& name, const std::string& canonical_uri) {
    v1::SplitArticleRequest request;
    request.set_name(name);
    request.set_actor("desk");
    if (!canonical_uri.empty()) request.add_canonical_uris(canonical_uri);
    return request;
  }

  absl::StatusOr<v1::SplitArticleResponse> Split(const v1::SplitArticleRequest& request) {
    return CallUnary<v1::SplitArticleResponse>(storage_.stub(), &Stub::SplitArticle, request);
  }

  TestStorage storage_;
};

TEST_F(SplitterTest, StoriesUnderOneGuidPartAndStayApart) {
  const std::string name = storage_.WriteOne(Story("one", 0)).name();
  ASSERT_EQ(storage_.WriteOne(Story("two", 10)).name(), name);
  ASSERT_OK_AND_ASSIGN(const auto split, Split(Off(name, "https://site.test/two")));
  EXPECT_EQ(split.read_after().position(), 4);
  EXPECT_NE(split.article().name(), name);
  EXPECT_EQ(split.article().revision(), 1);
  EXPECT_EQ(split.article().title(), "Title of two");
  EXPECT_EQ(split.article().path(), "2026/02/25/title-of-two");
  EXPECT_THAT(split.article().tags(), ElementsAre("two"));
  ASSERT_OK_AND_ASSIGN(const Article one, storage_.Get(name));
  EXPECT_EQ(one.revision(), 3);
  EXPECT_EQ(one.title(), "Title of one");
  EXPECT_EQ(one.path(), "2026/02/25/title-of-one");
  EXPECT_THAT(one.tags(), ElementsAre("one"));
  const std::vector<v1::Change> changes = storage_.Changes();
  EXPECT_EQ(changes[2].article().revision().kind(), Revision::KIND_SPLIT);
  EXPECT_EQ(changes[2].article().previous().tags(0), "two");
  EXPECT_EQ(changes[3].article().revision().kind(), Revision::KIND_SPLIT);
  EXPECT_FALSE(changes[3].article().has_previous());

  EXPECT_EQ(storage_.WriteOne(Story("one", 20)).name(), name);
  const WriteResult two = storage_.WriteOne(Story("two", 20));
  EXPECT_EQ(two.name(), split.article().name());
  EXPECT_EQ(two.outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_NE(storage_.WriteOne(Story("three", 30)).name(), name);
}

TEST_F(SplitterTest, MergeTakesASplitBack) {
  const std::string name = storage_.WriteOne(Story("one", 0)).name();
  storage_.WriteOne(Story("two", 10));
  ASSERT_OK_AND_ASSIGN(const auto split, Split(Off(name, "https://site.test/two")));
  v1::MergeArticlesRequest merge;
  merge.set_name(name);
  merge.set_merged(split.article().name());
  ASSERT_OK_AND_ASSIGN(const auto merged, CallUnary<v1::MergeArticlesResponse>(
                                              storage_.stub(), &Stub::MergeArticles, merge));
  EXPECT_EQ(merged.article().title(), "Title of one");
  EXPECT_EQ(storage_.WriteOne(Story("two", 20)).name(), name);
  EXPECT_EQ(Reason(Split(Off(split.article().name(), "https://site.test/two")).status()),
            "ARTICLE_MERGED");
}

TEST_F(SplitterTest, SplitTakesAMergeBack) {
  const std::string name = storage_.WriteOne(MakeWrite("one")).name();
  const std::string part = storage_.WriteOne(MakeWrite("two")).name();
  v1::MergeArticlesRequest merge;
  merge.set_name(name);
  merge.set_merged(part);
  ASSERT_OK(CallUnary<v1::MergeArticlesResponse>(storage_.stub(), &Stub::MergeArticles, merge));
  ASSERT_OK_AND_ASSIGN(const auto split, Split(Off(name, "https://site.test/two")));
  EXPECT_EQ(split.article().title(), "Title of two");
  EXPECT_EQ(split.article().merged_into(), "");
  EXPECT_EQ(split.read_after().position(), 7);
  ASSERT_OK_AND_ASSIGN(const Article one, storage_.Get(name));
  EXPECT_EQ(one.title(), "Title of one");
  ASSERT_OK_AND_ASSIGN(const Article merged, storage_.Get(part));
  EXPECT_EQ(merged.merged_into(), split.article().name());
  EXPECT_EQ(storage_.WriteOne(MakeWrite("one", 20)).name(), name);
  EXPECT_EQ(storage_.WriteOne(MakeWrite("two", 20)).name(), split.article().name());
}

TEST_F(SplitterTest, WhatStaysIsFiledAsBefore) {
  const std::string name = storage_.WriteOne(MakeWrite("one")).name();
  ArticleWrite page = MakeWrite("one", 10);
  page.set_origin("pages");
  page.mutable_article()->add_tags("from-the-page");
  Digest(&page);
  storage_.WriteOne(page);
  ArticleWrite two = MakeWrite("one", 5);
  two.mutable_article()->set_canonical_uri("https://site.test/two");
  Digest(&two);
  storage_.WriteOne(two);
  v1::SplitArticleRequest request = Off(name, "https://site.test/two");
  request.add_origins("feeds/main");
  ASSERT_OK(Split(request));
  ArticleWrite feed = MakeWrite("one", 20);
  feed.mutable_article()->add_tags("from-the-feed");
  Digest(&feed);
  EXPECT_EQ(storage_.WriteOne(feed).name(), name);
  ASSERT_OK_AND_ASSIGN(const Article one, storage_.Get(name));
  EXPECT_THAT(one.tags(), ElementsAre("from-the-feed", "from-the-page"));
}

TEST_F(SplitterTest, NextDeliveryMendsWhatARevisionHadOfBoth) {
  const std::string name = storage_.WriteOne(Story("one", 0)).name();
  ArticleWrite two = Story("two", 10);
  two.mutable_article()->clear_teaser_html();
  two.mutable_asserted_fields()->add_paths("title");
  two.mutable_asserted_fields()->add_paths("canonical_uri");
  Digest(&two);
  storage_.WriteOne(two);
  ASSERT_OK_AND_ASSIGN(const auto split, Split(Off(name, "https://site.test/two")));
  EXPECT_EQ(split.article().body_html(), "<p>Body of one</p>");
  EXPECT_EQ(storage_.WriteOne(Story("two", 20)).outcome(), WRITE_OUTCOME_REVISED);
  ASSERT_OK_AND_ASSIGN(const Article mended, storage_.Get(split.article().name()));
  EXPECT_EQ(mended.body_html(), "<p>Body of two</p>");
  EXPECT_EQ(mended.teaser_html(), "<p>Teaser of two</p>");
}

TEST_F(SplitterTest, GuidsOfTheSiteMoveToo) {
  ArticleWrite one = MakeWrite("one");
  const std::string name = storage_.WriteOne(one).name();
  one.mutable_article()->set_source_guid("two");
  one.mutable_article()->set_title("Title of two");
  *one.mutable_observe_time() = MakeWrite("", 10).observe_time();
  Digest(&one);
  storage_.WriteOne(one);
  v1::SplitArticleRequest request = Off(name, "");
  request.add_source_guids("two");
  ASSERT_OK_AND_ASSIGN(const auto split, Split(request));
  EXPECT_EQ(split.article().title(), "Title of two");
  ArticleWrite by_guid = MakeWrite("two", 20);
  EXPECT_EQ(storage_.WriteOne(by_guid).name(), split.article().name());
  by_guid = MakeWrite("one", 20);
  EXPECT_EQ(storage_.WriteOne(by_guid).name(), name);
  // What both had is no key any more.
  by_guid.mutable_article()->clear_source_guid();
  ASSERT_OK_AND_ASSIGN(const auto response, storage_.Write({by_guid}));
  EXPECT_THAT(FromRpcStatusBytes(response.results(0).error().SerializeAsString()),
              BlamesField("writes[0].article"));
}

TEST_F(SplitterTest, OriginsTellWhatMovesWhereNoRevisionHasTheKey) {
  const std::string name = storage_.WriteOne(MakeWrite("one")).name();
  ArticleWrite two = MakeWrite("one", 10);
  two.set_origin("pages");
  two.mutable_article()->set_canonical_uri("https://site.test/two");
  two.mutable_article()->set_title("Title of two");
  two.mutable_asserted_fields()->add_paths("title");
  Digest(&two);
  storage_.WriteOne(two);
  v1::SplitArticleRequest request = Off(name, "https://site.test/two");
  EXPECT_EQ(Reason(Split(request).status()), "NO_SUCH_REVISION");
  request.add_origins("pages");
  ASSERT_OK_AND_ASSIGN(const auto split, Split(request));
  EXPECT_EQ(split.article().title(), "Title of two");
  ASSERT_OK_AND_ASSIGN(const Article one, storage_.Get(name));
  EXPECT_EQ(one.title(), "Title of one");
  EXPECT_EQ(storage_.WriteOne(MakeWrite("one", 20)).name(), name);
}

TEST_F(SplitterTest, RedactedRevisionsTellNothing) {
  const std::string name = storage_.WriteOne(Story("one", 0)).name();
  storage_.WriteOne(Story("two", 10));
  v1::RedactArticleRequest redaction;
  redaction.set_name(name);
  redaction.add_revisions(1);
  redaction.set_reason("court order 7");
  ASSERT_OK(CallUnary<v1::RedactArticleResponse>(storage_.stub(), &Stub::RedactArticle, redaction));
  EXPECT_EQ(Reason(Split(Off(name, "https://site.test/two")).status()), "NO_SUCH_REVISION");
}

TEST_F(SplitterTest, WrongSplitsAreRefused) {
  constexpr char kUnknown[] = "articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
  const std::string name = storage_.WriteOne(Story("one", 0)).name();
  storage_.WriteOne(MakeWrite("other"));
  EXPECT_THAT(Split(Off(name, "")), BlamesField("canonical_uris"));
  EXPECT_THAT(Split(Off(name, "https://site.test/other")), BlamesField("canonical_uris[0]"));
  v1::SplitArticleRequest request = Off(name, "https://site.test/one");
  request.add_source_guids("another");
  EXPECT_THAT(Split(request), BlamesField("source_guids[0]"));
  EXPECT_THAT(Split(Off("articles/x", "https://site.test/one")), BlamesField("name"));
  EXPECT_THAT(Split(Off(kUnknown, "https://site.test/one")),
              IsError(absl::StatusCode::kNotFound, kUnknown));
}

}  // namespace
}  // namespace broadsheet::storage
