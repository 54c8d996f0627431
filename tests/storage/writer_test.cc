#include "storage/writer.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "storage/names.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_CREATED;
using article::v1::WRITE_OUTCOME_REVISED;
using article::v1::WRITE_OUTCOME_STALE;
using article::v1::WRITE_OUTCOME_SUPPRESSED;
using article::v1::WRITE_OUTCOME_UNCHANGED;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using Stub = v1::StorageService::Stub;

class WriterTest : public ::testing::Test {
 protected:
  // The one error of a batch with a good article before and behind a bad one.
  absl::Status ErrorOf(const ArticleWrite& bad) {
    const auto response = storage_.Write({MakeWrite(absl::StrCat("good-", ++count_)), bad,
                                          MakeWrite(absl::StrCat("good-", ++count_))});
    if (!response.ok()) return response.status();
    EXPECT_EQ(response->results(0).outcome(), WRITE_OUTCOME_CREATED);
    EXPECT_EQ(response->results(2).outcome(), WRITE_OUTCOME_CREATED);
    EXPECT_EQ(response->results(2).position(), response->results(0).position() + 1);
    EXPECT_EQ(response->results(1).name(), "");
    return FromRpcStatusBytes(response->results(1).error().SerializeAsString());
  }

  TestStorage storage_;
  int count_ = 0;
};

TEST_F(WriterTest, NewArticleGetsItsNameNumbersTimesAndPath) {
  const WriteResult result = storage_.WriteOne(MakeWrite("first"));
  EXPECT_EQ(result.outcome(), WRITE_OUTCOME_CREATED);
  EXPECT_EQ(result.revision(), 1);
  EXPECT_EQ(result.position(), 1);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(result.name()));
  EXPECT_EQ(article.name(), result.name());
  EXPECT_EQ(article.revision(), 1);
  EXPECT_EQ(article.path(), "2026/02/25/title-of-first");
  EXPECT_EQ(article.list_time().seconds(), article.publish_time().seconds());
  EXPECT_NE(article.etag(), "");
  EXPECT_TRUE(article.has_create_time());
}

TEST_F(WriterTest, FuturePublishTimeDoesNotOrderLists) {
  ArticleWrite write = MakeWrite("future");
  write.mutable_article()->mutable_publish_time()->set_seconds(4'000'000'000);
  write.mutable_article()->set_publish_time_quality(article::v1::PUBLISH_TIME_QUALITY_FUTURE);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(storage_.WriteOne(write).name()));
  EXPECT_EQ(article.list_time().seconds(), article.create_time().seconds());
}

TEST_F(WriterTest, FeedPolledTwiceWritesNothing) {
  const ArticleWrite write = MakeWrite("twice");
  const WriteResult first = storage_.WriteOne(write);
  ArticleWrite again = write;
  again.mutable_observe_time()->set_seconds(write.observe_time().seconds() + 60);
  const WriteResult second = storage_.WriteOne(again);
  EXPECT_EQ(second.outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(second.name(), first.name());
  EXPECT_EQ(second.revision(), 1);
  EXPECT_EQ(second.position(), 0);
  EXPECT_EQ(storage_.Changes().size(), 1u);
}

TEST_F(WriterTest, ChangedHeadlineMakesARevisionUnderTheOldPath) {
  ArticleWrite write = MakeWrite("edited");
  const WriteResult first = storage_.WriteOne(write);
  write.mutable_article()->set_title("Another headline");
  write.mutable_observe_time()->set_seconds(write.observe_time().seconds() + 60);
  Digest(&write);
  const WriteResult second = storage_.WriteOne(write);
  EXPECT_EQ(second.outcome(), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(second.revision(), 2);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(first.name()));
  EXPECT_EQ(article.title(), "Another headline");
  EXPECT_EQ(article.path(), "2026/02/25/title-of-edited");
  const std::vector<v1::Change> changes = storage_.Changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[1].article().previous().language_code(), "en");
  EXPECT_FALSE(changes[0].article().has_previous());
}

TEST_F(WriterTest, MainFeedCategoryFeedAndPageMeetInOneArticle) {
  ASSERT_OK(storage_.AddCategory("categories/news"));
  ASSERT_OK(storage_.AddCategory("categories/tech"));
  ArticleWrite main = MakeWrite("story");
  main.mutable_article()->add_categories("categories/news");
  const std::string name = storage_.WriteOne(main).name();

  ArticleWrite category = MakeWrite("story", 10);
  category.set_origin("feeds/tech");
  category.mutable_article()->add_categories("categories/tech");
  Digest(&category);
  EXPECT_EQ(storage_.WriteOne(category).outcome(), WRITE_OUTCOME_REVISED);

  ArticleWrite page = MakeWrite("story", 20);
  page.set_origin("pages");
  page.mutable_article()->clear_source_guid();
  page.mutable_article()->set_body_html("<div><p>Body  of story</p></div>");
  page.mutable_article()->set_body_text("Body of\nstory");
  Digest(&page);
  const WriteResult result = storage_.WriteOne(page);
  EXPECT_EQ(result.outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(result.name(), name);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name));
  EXPECT_THAT(article.categories(), ElementsAre("categories/news", "categories/tech"));
  EXPECT_EQ(article.body_html(), "<p>Body of story</p>");
}

TEST_F(WriterTest, HeadlineEditThatThreeOriginsSeeIsOneRevision) {
  const auto observe = [&](const std::string& origin, int seconds, const std::string& title) {
    ArticleWrite write = MakeWrite("teasers", seconds);
    write.set_origin(origin);
    write.mutable_article()->set_title(title);
    write.mutable_article()->set_teaser_html("<p>Teaser of " + origin + "</p>");
    Digest(&write);
    return write;
  };
  const std::string name = storage_.WriteOne(observe("feeds/main", 0, "T")).name();
  ASSERT_OK(storage_.Write({observe("archives", 1, "T"), observe("pages", 2, "T")}));
  EXPECT_EQ(storage_.WriteOne(observe("pages", 10, "U")).revision(), 4);
  EXPECT_EQ(storage_.WriteOne(observe("archives", 11, "U")).outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(storage_.WriteOne(observe("feeds/main", 12, "U")).outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(storage_.WriteOne(observe("feeds/main", 13, "V")).revision(), 5);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name));
  EXPECT_EQ(article.title(), "V");
  EXPECT_EQ(article.teaser_html(), "<p>Teaser of pages</p>");
}

TEST_F(WriterTest, OlderObservationFillsOnlyWhatIsEmpty) {
  ArticleWrite write = MakeWrite("stale", 100);
  write.mutable_article()->clear_image_uri();
  const std::string name = storage_.WriteOne(write).name();
  ArticleWrite older = MakeWrite("stale", 50);
  older.set_origin("pages");
  older.mutable_article()->set_title("Old headline");
  older.mutable_article()->set_image_uri("https://site.test/a.jpg");
  Digest(&older);
  const WriteResult result = storage_.WriteOne(older);
  EXPECT_EQ(result.outcome(), WRITE_OUTCOME_STALE);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name));
  EXPECT_EQ(article.title(), "Title of stale");
  EXPECT_EQ(article.image_uri(), "https://site.test/a.jpg");
}

TEST_F(WriterTest, DeletedArticleComesBackOnlyWhenAsked) {
  ArticleWrite write = MakeWrite("deleted");
  v1::DeleteArticleRequest request;
  request.set_name(storage_.WriteOne(write).name());
  ASSERT_OK(CallUnary<v1::DeleteArticleResponse>(storage_.stub(), &Stub::DeleteArticle, request));
  EXPECT_EQ(storage_.WriteOne(write).outcome(), WRITE_OUTCOME_SUPPRESSED);
  write.set_allow_undelete(true);
  write.mutable_observe_time()->set_seconds(write.observe_time().seconds() + 1);
  const WriteResult result = storage_.WriteOne(write);
  EXPECT_EQ(result.outcome(), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(result.revision(), 3);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(request.name()));
  EXPECT_FALSE(article.has_delete_time());
}

TEST_F(WriterTest, SameArticleTwiceInABatchMakesTwoRevisionsInOrder) {
  const ArticleWrite first = MakeWrite("double", 0);
  ArticleWrite second = MakeWrite("double", 1);
  second.mutable_article()->set_title("Second headline");
  Digest(&second);
  ASSERT_OK_AND_ASSIGN(const auto response, storage_.Write({first, second}));
  EXPECT_EQ(response.results(0).outcome(), WRITE_OUTCOME_CREATED);
  EXPECT_EQ(response.results(1).outcome(), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(response.results(1).name(), response.results(0).name());
  EXPECT_EQ(response.results(1).position(), 2);
  ASSERT_OK_AND_ASSIGN(const Article old,
                       storage_.Get(response.results(0).name() + "/revisions/1"));
  EXPECT_EQ(old.title(), "Title of double");
  EXPECT_EQ(old.path(), "2026/02/25/title-of-double");
}

TEST_F(WriterTest, GuidWithAnotherLinkIsTheSameArticleAndAddsAKey) {
  const std::string name = storage_.WriteOne(MakeWrite("moved")).name();
  ArticleWrite moved = MakeWrite("moved", 1);
  moved.mutable_article()->set_canonical_uri("https://site.test/new-place");
  Digest(&moved);
  EXPECT_EQ(storage_.WriteOne(moved).name(), name);
  ArticleWrite page = MakeWrite("", 2);
  page.set_origin("pages");
  page.mutable_article()->set_canonical_uri("https://site.test/new-place");
  EXPECT_EQ(storage_.WriteOne(page).name(), name);
}

TEST_F(WriterTest, GuidRepeatedInOneObservationIsNoKey) {
  ArticleWrite a = MakeWrite("a");
  ArticleWrite b = MakeWrite("b");
  a.mutable_article()->set_source_guid("post");
  b.mutable_article()->set_source_guid("post");
  ASSERT_OK_AND_ASSIGN(const auto response, storage_.Write({a, b}));
  EXPECT_NE(response.results(0).name(), response.results(1).name());
}

TEST_F(WriterTest, StoriesThatShareALinkStayApart) {
  const auto incident = [](const std::string& guid, int seconds) {
    ArticleWrite write = MakeWrite(guid, seconds);
    write.mutable_article()->set_canonical_uri("https://site.test/status");
    Digest(&write);
    return write;
  };
  const std::string one = storage_.WriteOne(incident("one", 0)).name();
  // Seen together, the link is known to tell nothing; afterwards a third one is alone.
  ASSERT_OK_AND_ASSIGN(const auto both, storage_.Write({incident("two", 1), incident("one", 1)}));
  EXPECT_EQ(both.results(1).name(), one);
  EXPECT_NE(both.results(0).name(), one);
  const std::string three = storage_.WriteOne(incident("three", 2)).name();
  EXPECT_NE(three, one);
  EXPECT_NE(three, both.results(0).name());
  ArticleWrite page = MakeWrite("", 3);
  page.mutable_article()->set_canonical_uri("https://site.test/status");
  EXPECT_THAT(ErrorOf(page), IsError(absl::StatusCode::kInvalidArgument, "several articles"));
}

TEST_F(WriterTest, SiteThatMovesToHttpsHasTheSameArticles) {
  ArticleWrite before = MakeWrite("moving");
  before.mutable_article()->mutable_source()->set_site_uri("http://site.test/");
  before.mutable_article()->set_canonical_uri("http://www.site.test/moving/");
  const std::string name = storage_.WriteOne(before).name();
  ArticleWrite after = MakeWrite("moving", 1);
  after.mutable_article()->set_canonical_uri("https://site.test/moving");
  EXPECT_EQ(storage_.WriteOne(after).name(), name);
}

TEST_F(WriterTest, KeysOfTwoArticlesAreRefusedWithBothNames) {
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  ArticleWrite both = MakeWrite("a", 1);
  both.mutable_article()->set_canonical_uri("https://site.test/b");
  Digest(&both);
  const absl::Status error = ErrorOf(both);
  EXPECT_THAT(error, IsError(absl::StatusCode::kFailedPrecondition, a));
  EXPECT_THAT(error, IsError(absl::StatusCode::kFailedPrecondition, b));
  EXPECT_EQ(Reason(error), "KEY_CONFLICT");
}

TEST_F(WriterTest, SecondOfAPathIsNumbered) {
  std::set<std::string> paths;
  for (int i = 0; i < 3; ++i) {
    ArticleWrite one = MakeWrite(absl::StrCat("one-", i));
    ArticleWrite two = MakeWrite(absl::StrCat("two-", i));
    one.mutable_article()->set_title("Briefing");
    two.mutable_article()->set_title("Briefing");
    ASSERT_OK_AND_ASSIGN(const auto response, storage_.Write({one, two}));
    for (const WriteResult& result : response.results()) {
      ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(result.name()));
      paths.insert(article.path());
    }
  }
  EXPECT_THAT(paths, ElementsAre("2026/02/25/briefing", "2026/02/25/briefing-2",
                                 "2026/02/25/briefing-3", "2026/02/25/briefing-4",
                                 "2026/02/25/briefing-5", "2026/02/25/briefing-6"));
}

TEST_F(WriterTest, RepeatedRequestIsAnsweredAsTheFirstTime) {
  v1::BatchWriteArticlesRequest request = MakeBatch({MakeWrite("other"), MakeWrite("again")});
  storage_.WriteOne(MakeWrite("before"));
  ASSERT_OK_AND_ASSIGN(const auto first, storage_.Write(request));
  storage_.WriteOne(MakeWrite("between"));
  ASSERT_OK_AND_ASSIGN(const auto second, storage_.Write(request));
  EXPECT_THAT(second, ::broadsheet::testing::EqualsProto(first.DebugString()));
  EXPECT_EQ(storage_.Changes().size(), 4u);
}

TEST_F(WriterTest, RequestIdWithOtherContentIsRefused) {
  v1::BatchWriteArticlesRequest request = MakeBatch({MakeWrite("one")});
  ASSERT_OK(storage_.Write(request));
  v1::BatchWriteArticlesRequest other = request;
  other.mutable_writes(0)->mutable_article()->set_title("Other");
  Digest(other.mutable_writes(0));
  EXPECT_THAT(storage_.Write(other), BlamesField("request_id"));
  other = request;
  other.mutable_writes(0)->set_origin("feeds/other");
  EXPECT_THAT(storage_.Write(other), BlamesField("request_id"));
  other = request;
  other.mutable_writes(0)->mutable_asserted_fields()->add_paths("rights");
  EXPECT_THAT(storage_.Write(other), BlamesField("request_id"));
  other = request;
  other.mutable_writes(0)->set_allow_undelete(true);
  EXPECT_THAT(storage_.Write(other), BlamesField("request_id"));
  *other.add_writes() = request.writes(0);
  EXPECT_THAT(storage_.Write(other), BlamesField("request_id"));
}

TEST_F(WriterTest, RequestObservedAgainIsStillTheSame) {
  v1::BatchWriteArticlesRequest request = MakeBatch({MakeWrite("one")});
  ASSERT_OK_AND_ASSIGN(const auto first, storage_.Write(request));
  ArticleWrite& write = *request.mutable_writes(0);
  write.mutable_observe_time()->set_seconds(write.observe_time().seconds() + 60);
  write.mutable_article()->set_language_code("de");
  ASSERT_OK_AND_ASSIGN(const auto second, storage_.Write(request));
  EXPECT_THAT(second, ::broadsheet::testing::EqualsProto(first.DebugString()));
  EXPECT_EQ(storage_.Changes().size(), 1u);
}

TEST_F(WriterTest, BadBatchIsRefusedAsAWhole) {
  EXPECT_THAT(storage_.Write(std::vector<ArticleWrite>{}), BlamesField("writes"));
  EXPECT_THAT(storage_.Write(std::vector<ArticleWrite>(501, MakeWrite("x"))),
              BlamesField("writes"));
  ArticleWrite large = MakeWrite("large");
  large.mutable_article()->set_body_html(std::string(900'000, 'x'));
  EXPECT_THAT(storage_.Write(std::vector<ArticleWrite>(5, large)), BlamesField("writes"));
  v1::BatchWriteArticlesRequest request = MakeBatch({MakeWrite("x")});
  request.set_request_id(std::string(65, 'x'));
  EXPECT_THAT(storage_.Write(request), BlamesField("request_id"));
  EXPECT_TRUE(storage_.Changes().empty());
}

TEST_F(WriterTest, BadArticleFailsAlone) {
  ArticleWrite write = MakeWrite("bad");
  write.mutable_article()->set_title(" ");
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].article.title"));
  write = MakeWrite("bad");
  write.clear_article();
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].article"));
  write = MakeWrite("bad");
  write.clear_origin();
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].origin"));
  write = MakeWrite("bad");
  write.clear_observe_time();
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].observe_time"));
  write = MakeWrite("bad");
  write.mutable_observe_time()->set_nanos(-1);
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].observe_time"));
  write = MakeWrite("bad");
  write.clear_observation_digest();
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].observation_digest"));
  write = MakeWrite("bad");
  write.mutable_asserted_fields()->add_paths("headline");
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].asserted_fields.paths[0]"));
  write = MakeWrite("bad");
  write.mutable_article()->set_body_html(std::string(1 << 20, 'x'));
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].article"));
  write = MakeWrite("bad");
  write.mutable_article()->add_categories("tech");
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].article.categories[0]"));
  write = MakeWrite("bad");
  write.mutable_article()->add_tags("Not A Slug");
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].article.tags[0]"));
  write = MakeWrite("bad");
  write.mutable_article()->clear_source_guid();
  write.mutable_article()->set_canonical_uri("https://site.test/");
  EXPECT_THAT(ErrorOf(write), BlamesField("writes[1].article"));
  write = MakeWrite("bad");
  write.mutable_article()->add_categories("categories/unknown");
  EXPECT_THAT(ErrorOf(write), IsError(absl::StatusCode::kFailedPrecondition, "categories/unknown"));
}

TEST_F(WriterTest, WritersThatRaceOnTheSameKeysMakeOneArticleOfEach) {
  constexpr int kWriters = 8;
  constexpr int kArticles = 40;
  std::vector<std::thread> writers;
  std::vector<std::vector<std::string>> names(kWriters);
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      std::vector<ArticleWrite> writes;
      for (int i = 0; i < kArticles; ++i) {
        // Each writer in an order of its own.
        writes.push_back(MakeWrite(absl::StrCat("race-", (i * (2 * w + 1) + w) % kArticles)));
        writes.back().set_origin(absl::StrCat("feeds/", w));
      }
      const auto response = storage_.Write(writes);
      EXPECT_OK(response);
      if (!response.ok()) return;
      for (const WriteResult& result : response->results()) names[w].push_back(result.name());
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::set<std::string> distinct;
  for (const auto& of_writer : names) distinct.insert(of_writer.begin(), of_writer.end());
  EXPECT_EQ(distinct.size(), size_t{kArticles});
  std::set<std::string> created;
  for (const v1::Change& change : storage_.Changes()) {
    if (change.article().revision().kind() == Revision::KIND_CREATED) {
      created.insert(change.article().revision().snapshot().name());
    }
  }
  EXPECT_EQ(created, distinct);
}

}  // namespace
}  // namespace broadsheet::storage
