#include "storage/merger.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/names.h"
#include "storage/timestamps.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_CREATED;
using article::v1::WRITE_OUTCOME_REVISED;
using article::v1::WRITE_OUTCOME_UNCHANGED;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using Stub = v1::StorageService::Stub;

class MergerTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::MergeArticlesResponse> Merge(const std::string& name,
                                                  const std::string& merged) {
    v1::MergeArticlesRequest request;
    request.set_name(name);
    request.set_merged(merged);
    request.set_actor("desk");
    return CallUnary<v1::MergeArticlesResponse>(storage_.stub(), &Stub::MergeArticles, request);
  }

  absl::StatusOr<v1::RedactArticleResponse> Redact(const std::string& name) {
    v1::RedactArticleRequest request;
    request.set_name(name);
    request.set_reason("court order 7");
    return CallUnary<v1::RedactArticleResponse>(storage_.stub(), &Stub::RedactArticle, request);
  }

  absl::Status Delete(const std::string& name) {
    v1::DeleteArticleRequest request;
    request.set_name(name);
    return CallUnary<v1::DeleteArticleResponse>(storage_.stub(), &Stub::DeleteArticle, request)
        .status();
  }

  TestStorage storage_;
};

TEST_F(MergerTest, SurvivorTakesWhatItDoesNotSayItself) {
  ArticleWrite teaser = MakeWrite("a");
  teaser.mutable_article()->clear_body_html();
  teaser.mutable_article()->clear_body_text();
  teaser.mutable_article()->add_tags("chips");
  teaser.mutable_article()->add_mentions()->set_entity("shenzhen");
  const std::string name = storage_.WriteOne(teaser).name();
  ArticleWrite whole = MakeWrite("b");
  whole.set_origin("pages");
  whole.mutable_article()->set_rights("CC0");
  whole.mutable_article()->add_tags("ports");
  const std::string merged = storage_.WriteOne(whole).name();
  ASSERT_OK_AND_ASSIGN(const auto response, Merge(name, merged));
  const Article& article = response.article();
  EXPECT_EQ(article.name(), name);
  EXPECT_EQ(article.revision(), 2);
  EXPECT_EQ(article.title(), "Title of a");
  EXPECT_EQ(article.body_html(), "<p>Body of b</p>");
  EXPECT_EQ(article.body_text(), "Body of b");
  EXPECT_EQ(article.rights(), "CC0");
  EXPECT_EQ(article.canonical_uri(), "https://site.test/a");
  EXPECT_THAT(article.tags(), ElementsAre("chips", "ports"));
  EXPECT_EQ(response.read_after().position(), 4);
}

TEST_F(MergerTest, BothHaveARevisionOfOneCommitAndTheMergedOneLeadsOn) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  const std::string merged = storage_.WriteOne(MakeWrite("b")).name();
  ASSERT_OK(Merge(name, merged));
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(merged));
  EXPECT_EQ(article.merged_into(), name);
  EXPECT_EQ(article.title(), "Title of b");
  EXPECT_EQ(article.revision(), 2);
  const std::vector<v1::Change> changes = storage_.Changes();
  ASSERT_EQ(changes.size(), 4u);
  EXPECT_EQ(changes[2].cursor().commit_id(), changes[3].cursor().commit_id());
  for (size_t i : {2, 3}) {
    EXPECT_EQ(changes[i].article().revision().kind(), Revision::KIND_MERGED);
    EXPECT_EQ(changes[i].article().revision().actor(), "desk");
    EXPECT_EQ(changes[i].article().previous().source_site_uri(), "https://site.test");
  }
}

TEST_F(MergerTest, LaterDeliveriesGoToTheSurvivor) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  ArticleWrite other = MakeWrite("b");
  other.set_origin("feeds/other");
  ASSERT_OK(Merge(name, storage_.WriteOne(other).name()));
  EXPECT_EQ(storage_.WriteOne(other).outcome(), WRITE_OUTCOME_UNCHANGED);
  other.mutable_article()->set_title("New headline");
  *other.mutable_observe_time() = MakeWrite("b", 10).observe_time();
  Digest(&other);
  const WriteResult result = storage_.WriteOne(other);
  EXPECT_EQ(result.outcome(), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(result.name(), name);
  // Its keys name one article: no conflict.
  other.mutable_article()->set_source_guid("a");
  Digest(&other);
  EXPECT_EQ(storage_.WriteOne(other).name(), name);
}

TEST_F(MergerTest, WriteThatWaitedForALockGoesWhereItsKeysAreThen) {
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  ArticleWrite write = MakeWrite("b", 10);
  write.mutable_article()->set_title("New headline");
  Digest(&write);
  const std::string lock = absl::StrCat("BEGIN; SELECT FROM storage.article WHERE article_id = '",
                                        ArticleIdOf(b), "' FOR UPDATE");
  const std::string move =
      absl::StrCat("UPDATE storage.article_key SET article_id = '", ArticleIdOf(a),
                   "' WHERE article_id = '", ArticleIdOf(b), "'; COMMIT");
  const auto other = *postgres::Session::Connect(storage_.database().conninfo("storage"));
  ASSERT_OK(other->RunScript(lock));
  std::string name;
  std::thread writer([&] { name = storage_.WriteOne(write).name(); });
  constexpr postgres::Statement kWaiting{
      "waiting",
      "SELECT count(*) FROM pg_stat_activity "
      "WHERE wait_event_type = 'Lock' AND datname = current_database()"};
  while (other->Run(kWaiting, {}).value().Int(0, 0) == 0) absl::SleepFor(absl::Milliseconds(5));
  ASSERT_OK(other->RunScript(move));
  writer.join();
  EXPECT_EQ(name, a);
}

TEST_F(MergerTest, OfOneOriginTheLaterObservationCounts) {
  ArticleWrite later = MakeWrite("a", 10);
  later.mutable_article()->add_tags("later");
  ArticleWrite earlier = MakeWrite("b");
  earlier.mutable_article()->add_tags("earlier");
  const std::string name = storage_.WriteOne(earlier).name();
  ASSERT_OK_AND_ASSIGN(const auto response, Merge(name, storage_.WriteOne(later).name()));
  EXPECT_THAT(response.article().tags(), ElementsAre("later"));
  EXPECT_EQ(storage_.WriteOne(later).outcome(), WRITE_OUTCOME_UNCHANGED);
}

TEST_F(MergerTest, ChainLeadsToItsEnd) {
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  const std::string c = storage_.WriteOne(MakeWrite("c")).name();
  ASSERT_OK(Merge(b, a));
  ASSERT_OK(Merge(c, b));
  for (const std::string& name : {a, b}) {
    ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name));
    EXPECT_EQ(article.merged_into(), c);
    EXPECT_EQ(article.revision(), 3);
  }
  EXPECT_EQ(storage_.WriteOne(MakeWrite("a", 10)).name(), c);
}

TEST_F(MergerTest, MergedArticleIsChangedNoMore) {
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  const std::string c = storage_.WriteOne(MakeWrite("c")).name();
  ASSERT_OK(Merge(a, b));
  const auto is_refused = [&](const absl::Status& status) {
    EXPECT_EQ(Reason(status), "ARTICLE_MERGED");
    EXPECT_EQ(ReasonMetadata(status, "merged_into"), a);
    EXPECT_THAT(status, IsError(absl::StatusCode::kFailedPrecondition, a));
  };
  is_refused(Merge(b, c).status());
  is_refused(Merge(c, b).status());
  is_refused(Merge(a, b).status());
  is_refused(Delete(b));
}

TEST_F(MergerTest, RedactionTakesWhatWasMergedWithIt) {
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  ASSERT_OK(Merge(a, b));
  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(a));
  EXPECT_EQ(redacted.articles(), 2);
  EXPECT_EQ(redacted.revisions(), 4);
  ASSERT_OK_AND_ASSIGN(const Article tombstone, storage_.Get(b));
  EXPECT_EQ(tombstone.title(), "");
  EXPECT_EQ(tombstone.merged_into(), "");
  EXPECT_EQ(storage_.WriteOne(MakeWrite("b", 10)).name(), a);
}

TEST_F(MergerTest, MergedArticleCanBeRedactedByItself) {
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  ASSERT_OK(Merge(a, b));
  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(b));
  EXPECT_EQ(redacted.articles(), 1);
  ASSERT_OK_AND_ASSIGN(const Article whole, storage_.Get(a));
  EXPECT_EQ(whole.title(), "Title of a");
  EXPECT_EQ(Reason(Merge(a, b).status()), "ARTICLE_REDACTED");
}

TEST_F(MergerTest, WrongMergesAreRefused) {
  constexpr char kUnknown[] = "articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
  const std::string a = storage_.WriteOne(MakeWrite("a")).name();
  const std::string b = storage_.WriteOne(MakeWrite("b")).name();
  EXPECT_THAT(Merge(a, a), BlamesField("merged"));
  EXPECT_THAT(Merge("articles/x", a), BlamesField("name"));
  EXPECT_THAT(Merge(a, "b"), BlamesField("merged"));
  EXPECT_THAT(Merge(a, kUnknown), IsError(absl::StatusCode::kNotFound, kUnknown));
  EXPECT_THAT(Merge(kUnknown, a), IsError(absl::StatusCode::kNotFound, kUnknown));
  ASSERT_OK(Delete(b));
  EXPECT_EQ(Reason(Merge(a, b).status()), "ARTICLE_DELETED");
  EXPECT_EQ(Reason(Merge(b, a).status()), "ARTICLE_DELETED");
}

}  // namespace
}  // namespace broadsheet::storage
