#include "storage/redactor.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "storage/batch.h"
#include "storage/field_digests.h"
#include "storage/timestamps.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_REVISED;
using article::v1::WRITE_OUTCOME_SUPPRESSED;
using article::v1::WRITE_OUTCOME_UNCHANGED;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::testing::HasSubstr;
using Stub = v1::StorageService::Stub;

class RedactorTest : public ::testing::Test {
 protected:
  // An observation of article "a" that says `word` wherever readers or filters
  // look.
  static ArticleWrite Say(const std::string& word, int seconds) {
    ArticleWrite write = MakeWrite("a", seconds);
    Article& article = *write.mutable_article();
    article.set_title(absl::StrCat("Title ", word));
    article.set_teaser_html(absl::StrCat("<p>Teaser ", word, "</p>"));
    article.set_body_html(absl::StrCat("<p>Body ", word, "</p>"));
    article.set_body_text(absl::StrCat("Body ", word));
    article.add_tags(word);
    article.add_mentions()->set_entity(absl::StrCat("entity-", word));
    Digest(&write);
    return write;
  }

  // A request for all of an article, or for some of its revisions.
  static v1::RedactArticleRequest Takedown(const std::string& name,
                                           const std::vector<int64_t>& revisions = {}) {
    v1::RedactArticleRequest request;
    request.set_name(name);
    request.mutable_revisions()->Assign(revisions.begin(), revisions.end());
    request.set_reason("court order 7");
    request.set_actor("counsel");
    return request;
  }

  static v1::RedactArticleRequest SourceTakedown(const std::string& site_uri) {
    v1::RedactArticleRequest request;
    request.set_source_site_uri(site_uri);
    request.set_reason("licence ended");
    return request;
  }

  absl::StatusOr<v1::RedactArticleResponse> Redact(const v1::RedactArticleRequest& request) {
    return CallUnary<v1::RedactArticleResponse>(storage_.stub(), &Stub::RedactArticle, request);
  }

  absl::StatusOr<v1::UpdateArticleResponse> Retitle(const std::string& name,
                                                    const std::string& title) {
    v1::UpdateArticleRequest request;
    request.mutable_article()->set_name(name);
    request.mutable_article()->set_title(title);
    request.mutable_update_mask()->add_paths("title");
    return CallUnary<v1::UpdateArticleResponse>(storage_.stub(), &Stub::UpdateArticle, request);
  }

  postgres::Rows Query(const std::string& sql) {
    return storage_.pool()
        .Query(absl::Now() + absl::Seconds(10), {sql.c_str(), sql.c_str()})
        .value();
  }

  // Every row of every table as text, and every bytea as it is.
  std::string Dump() {
    const std::string tables =
        "SELECT table_name::text, column_name::text, data_type::text "
        "FROM information_schema.columns "
        "WHERE table_schema = 'storage'";
    std::string dump;
    const postgres::Rows columns = Query(tables);
    for (int i = 0; i < columns.size(); ++i) {
      const std::string column = absl::StrCat("\"", columns.String(i, 1), "\"");
      const postgres::Rows rows =
          Query(absl::StrCat("SELECT ", column, "::text, ", column, " FROM ", columns.String(i, 0),
                             " WHERE ", column, " IS NOT NULL"));
      for (int row = 0; row < rows.size(); ++row) {
        absl::StrAppend(&dump, rows.String(row, 0), "\n");
        if (columns.String(i, 2) == "bytea") absl::StrAppend(&dump, rows.Bytes(row, 1), "\n");
      }
    }
    return dump;
  }

  TestStorage storage_;
};

TEST_F(RedactorTest, NothingThatWasSaidIsLeftInAnyTable) {
  const std::vector<ArticleWrite> writes = {Say("mallard", 0), Say("pintail", 10)};
  std::string name;
  for (const ArticleWrite& write : writes) name = storage_.WriteOne(write).name();
  storage_.WriteOne(MakeWrite("other"));
  std::vector<std::string> secrets = {"mallard", "pintail"};
  for (const v1::Change& change : storage_.Changes()) {
    const Revision& revision = change.article().revision();
    if (revision.snapshot().name() == name) secrets.push_back(revision.content_salt());
  }
  for (const ArticleWrite& write : writes) {
    ASSERT_OK_AND_ASSIGN(const Batch batch, PrepareBatch(MakeBatch({write})));
    secrets.push_back(batch.digest);
  }
  secrets.push_back(writes[1].observation_digest());
  for (const int field : {Article::kTitleFieldNumber, Article::kBodyHtmlFieldNumber}) {
    const FieldDigests digests = DigestFields(writes[1].article(), FieldSet().set(field));
    secrets.push_back(EncodeFieldDigests(digests).substr(1));
  }
  const std::string before = Dump();
  for (const std::string& secret : secrets) {
    EXPECT_THAT(before, HasSubstr(secret)) << absl::CHexEscape(secret);
  }

  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(Takedown(name)));
  EXPECT_EQ(redacted.articles(), 1);
  EXPECT_EQ(redacted.revisions(), 2);
  const std::string after = Dump();
  for (const std::string& secret : secrets) {
    EXPECT_EQ(after.find(secret), std::string::npos) << absl::CHexEscape(secret);
    EXPECT_EQ(after.find(absl::BytesToHexString(secret)), std::string::npos);
  }
  EXPECT_THAT(after, HasSubstr("Title of other"));
}

TEST_F(RedactorTest, HistoryItsDigestsAndTheReasonStayAtEveryPosition) {
  const std::string name = storage_.WriteOne(Say("mallard", 0)).name();
  storage_.WriteOne(Say("pintail", 10));
  std::vector<v1::Change> expected = storage_.Changes();
  for (v1::Change& change : expected) {
    change.mutable_article()->clear_previous();
    change.mutable_article()->mutable_revision()->clear_snapshot();
    change.mutable_article()->mutable_revision()->clear_content_salt();
  }
  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(Takedown(name)));
  EXPECT_EQ(redacted.read_after().position(), 3);
  const std::vector<v1::Change> changes = storage_.Changes();
  ASSERT_EQ(changes.size(), 3u);
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_THAT(changes[i], EqualsProto(expected[i].DebugString()));
    EXPECT_FALSE(changes[i].article().revision().content_digest().empty());
  }
  const Revision& last = changes[2].article().revision();
  EXPECT_FALSE(changes[2].article().has_previous());
  EXPECT_EQ(last.kind(), Revision::KIND_REDACTED);
  EXPECT_EQ(last.actor(), "counsel");
  EXPECT_EQ(last.reason(), "court order 7");
  v1::ListRevisionsRequest list;
  list.set_parent(name);
  ASSERT_OK_AND_ASSIGN(const auto history, CallUnary<v1::ListRevisionsResponse>(
                                               storage_.stub(), &Stub::ListRevisions, list));
  ASSERT_EQ(history.revisions_size(), 3);
  EXPECT_THAT(history.revisions(0), EqualsProto(last.DebugString()));
  EXPECT_FALSE(history.revisions(1).has_snapshot());
}

TEST_F(RedactorTest, TombstoneHoldsNothingButItsNameAndTimes) {
  const std::string name = storage_.WriteOne(Say("mallard", 0)).name();
  ASSERT_OK_AND_ASSIGN(const Article before, storage_.Get(name));
  ASSERT_OK(Redact(Takedown(name)));
  ASSERT_OK_AND_ASSIGN(const Article tombstone, storage_.Get(name));
  Article expected;
  expected.set_name(name);
  expected.set_revision(2);
  expected.set_etag(tombstone.etag());
  expected.set_path_digest(Sha256(before.path()));
  *expected.mutable_create_time() = before.create_time();
  *expected.mutable_list_time() = before.list_time();
  *expected.mutable_update_time() = tombstone.update_time();
  *expected.mutable_delete_time() = tombstone.update_time();
  EXPECT_THAT(tombstone, EqualsProto(expected.DebugString()));
  EXPECT_GT(ToTime(tombstone.update_time()), ToTime(before.update_time()));
  EXPECT_EQ(Reason(storage_.Get(name + "/revisions/1").status()), "REVISION_REDACTED");
}

TEST_F(RedactorTest, LaterDeliveryIsSuppressedAndAddsNoKey) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  ASSERT_OK(Redact(Takedown(name)));
  ArticleWrite write = MakeWrite("a", 10);
  write.set_allow_undelete(true);
  write.mutable_article()->set_canonical_uri("https://site.test/moved");
  Digest(&write);
  const WriteResult suppressed = storage_.WriteOne(write);
  EXPECT_EQ(suppressed.outcome(), WRITE_OUTCOME_SUPPRESSED);
  EXPECT_EQ(suppressed.name(), name);
  EXPECT_EQ(suppressed.revision(), 2);
  EXPECT_EQ(storage_.Changes().size(), 2u);
  write.mutable_article()->set_source_guid("b");
  EXPECT_NE(storage_.WriteOne(write).name(), name);
}

TEST_F(RedactorTest, RedactedArticleStaysAsItIs) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  ASSERT_OK(Redact(Takedown(name)));
  EXPECT_EQ(Reason(Retitle(name, "T").status()), "ARTICLE_REDACTED");
  v1::DeleteArticleRequest deletion;
  deletion.set_name(name);
  deletion.set_allow_missing(true);
  EXPECT_EQ(
      Reason(CallUnary<v1::DeleteArticleResponse>(storage_.stub(), &Stub::DeleteArticle, deletion)
                 .status()),
      "ARTICLE_REDACTED");
  v1::UndeleteArticleRequest undeletion;
  undeletion.set_name(name);
  EXPECT_THAT(
      CallUnary<v1::UndeleteArticleResponse>(storage_.stub(), &Stub::UndeleteArticle, undeletion),
      IsError(absl::StatusCode::kFailedPrecondition, name));
  ASSERT_OK_AND_ASSIGN(const auto again, Redact(Takedown(name)));
  EXPECT_EQ(again.articles(), 0);
  EXPECT_EQ(again.revisions(), 0);
  EXPECT_EQ(again.read_after().position(), 2);
}

TEST_F(RedactorTest, ChosenRevisionsGoAndTheArticleStaysAsItIsNow) {
  ArticleWrite first = Say("mallard", 0);
  first.mutable_article()->set_title("What its path says");
  const std::string name = storage_.WriteOne(first).name();
  storage_.WriteOne(Say("pintail", 10));
  storage_.WriteOne(Say("teal", 20));
  ASSERT_OK_AND_ASSIGN(const Article now, storage_.Get(name));
  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(Takedown(name, {2, 1, 2})));
  EXPECT_EQ(redacted.articles(), 1);
  EXPECT_EQ(redacted.revisions(), 2);
  const std::string after = Dump();
  for (const char* word : {"mallard", "pintail"}) {
    EXPECT_EQ(after.find(word), std::string::npos) << word;
  }
  ASSERT_OK_AND_ASSIGN(Article article, storage_.Get(name));
  EXPECT_EQ(article.revision(), 4);
  article.set_revision(3);
  article.set_etag(now.etag());
  *article.mutable_update_time() = now.update_time();
  EXPECT_THAT(article, EqualsProto(now.DebugString()));
  const v1::Change last = storage_.Changes().back();
  EXPECT_EQ(last.article().revision().reason(), "court order 7");
  EXPECT_EQ(last.article().previous().tags(0), "teal");
  ASSERT_OK_AND_ASSIGN(const auto again, Redact(Takedown(name, {1, 2})));
  EXPECT_EQ(again.articles(), 0);
}

TEST_F(RedactorTest, NextDeliveryDoesNotBringBackWhatWasTakenOut) {
  const std::string name = storage_.WriteOne(Say("mallard", 0)).name();
  ASSERT_OK(Retitle(name, "Title"));
  ASSERT_OK(Redact(Takedown(name, {1})));
  ArticleWrite write = Say("mallard", 10);
  EXPECT_EQ(storage_.WriteOne(write).outcome(), WRITE_OUTCOME_UNCHANGED);
  write = Say("pintail", 20);
  EXPECT_EQ(storage_.WriteOne(write).outcome(), WRITE_OUTCOME_REVISED);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name));
  EXPECT_EQ(article.title(), "Title pintail");
}

TEST_F(RedactorTest, NewestRevisionGoesOnlyWithAllOthers) {
  const std::string name = storage_.WriteOne(Say("mallard", 0)).name();
  storage_.WriteOne(Say("pintail", 10));
  EXPECT_EQ(Reason(Redact(Takedown(name, {2})).status()), "NEWEST_REVISION");
  ASSERT_OK(Redact(Takedown(name, {1})));
  ASSERT_OK_AND_ASSIGN(const auto rest, Redact(Takedown(name, {1, 2, 3})));
  EXPECT_EQ(rest.revisions(), 2);
  ASSERT_OK_AND_ASSIGN(const Article tombstone, storage_.Get(name));
  EXPECT_EQ(tombstone.title(), "");
}

TEST_F(RedactorTest, DeletedArticleKeepsItsDeleteTime) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  v1::DeleteArticleRequest deletion;
  deletion.set_name(name);
  ASSERT_OK_AND_ASSIGN(const auto deleted, CallUnary<v1::DeleteArticleResponse>(
                                               storage_.stub(), &Stub::DeleteArticle, deletion));
  ASSERT_OK(Redact(Takedown(name)));
  ASSERT_OK_AND_ASSIGN(const Article tombstone, storage_.Get(name));
  EXPECT_EQ(ToTime(tombstone.delete_time()), ToTime(deleted.article().delete_time()));
}

TEST_F(RedactorTest, EveryAnswerThatNamesItIsForgottenAndNoOther) {
  constexpr int kRequests = 450;
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  for (int i = 0; i < kRequests; ++i) storage_.WriteOne(MakeWrite(i % 2 == 0 ? "a" : "b"));
  ASSERT_OK(Redact(Takedown(name)));
  const postgres::Rows kept = Query("SELECT count(*) FROM request_ledger");
  EXPECT_EQ(kept.Int(0, 0), kRequests / 2);
}

TEST_F(RedactorTest, SourceGoesInStepsAndOthersStay) {
  constexpr int kArticles = 450;
  std::vector<ArticleWrite> writes;
  for (int i = 0; i < kArticles; ++i) writes.push_back(MakeWrite(absl::StrCat(i)));
  ASSERT_OK(storage_.Write(writes));
  ArticleWrite other = MakeWrite("other");
  other.mutable_article()->mutable_source()->set_site_uri("https://other.test");
  const std::string name = storage_.WriteOne(other).name();
  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(SourceTakedown("https://site.test//")));
  EXPECT_EQ(redacted.articles(), kArticles);
  EXPECT_EQ(redacted.revisions(), kArticles);
  EXPECT_EQ(redacted.read_after().position(), 2 * kArticles + 1);
  EXPECT_OK(Retitle(name, "T"));
  EXPECT_EQ(Dump().find("Title of 7"), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const auto again, Redact(SourceTakedown("https://site.test")));
  EXPECT_EQ(again.articles(), 0);
}

TEST_F(RedactorTest, ArticlesOfASourceFromBeforeItsHashWasKeptAreFound) {
  storage_.WriteOne(MakeWrite("a"));
  storage_.WriteOne(MakeWrite("b"));
  ASSERT_OK(storage_.pool().Transact(absl::Now() + absl::Seconds(5), [](auto& tx) {
    return tx.Run({"before", "UPDATE article SET source_hash = 0"}).status();
  }));
  ASSERT_OK_AND_ASSIGN(const auto other, Redact(SourceTakedown("https://other.test")));
  EXPECT_EQ(other.articles(), 0);
  ASSERT_OK_AND_ASSIGN(const auto redacted, Redact(SourceTakedown("https://site.test")));
  EXPECT_EQ(redacted.articles(), 2);
}

TEST_F(RedactorTest, DryRunCountsAndWritesNothing) {
  const std::string name = storage_.WriteOne(Say("mallard", 0)).name();
  storage_.WriteOne(Say("pintail", 10));
  storage_.WriteOne(MakeWrite("b"));
  const std::string before = Dump();
  const auto count = [&](v1::RedactArticleRequest request) {
    request.set_dry_run(true);
    const auto counted = Redact(request);
    EXPECT_OK(counted);
    EXPECT_EQ(counted->read_after().position(), 3);
    return std::make_pair(counted->articles(), counted->revisions());
  };
  EXPECT_EQ(count(Takedown(name)), std::make_pair(int64_t{1}, int64_t{2}));
  EXPECT_EQ(count(Takedown(name, {1})), std::make_pair(int64_t{1}, int64_t{1}));
  EXPECT_EQ(count(SourceTakedown("https://site.test")), std::make_pair(int64_t{2}, int64_t{3}));
  EXPECT_EQ(Dump(), before);
}

TEST_F(RedactorTest, WrongRequestsAreBlamed) {
  const std::string name = storage_.WriteOne(MakeWrite("a")).name();
  v1::RedactArticleRequest request = Takedown(name);
  request.clear_reason();
  EXPECT_THAT(Redact(request), BlamesField("reason"));
  request.set_reason(" \n");
  EXPECT_THAT(Redact(request), BlamesField("reason"));
  request.set_reason(std::string(1025, 'x'));
  EXPECT_THAT(Redact(request), BlamesField("reason"));
  EXPECT_THAT(Redact(Takedown("")), BlamesField("name"));
  EXPECT_THAT(Redact(Takedown("articles/x")), BlamesField("name"));
  EXPECT_THAT(Redact(Takedown(name, {1, 2})), BlamesField("revisions[1]"));
  EXPECT_THAT(Redact(Takedown(name, {0})), BlamesField("revisions[0]"));
  request = SourceTakedown("https://site.test");
  request.add_revisions(1);
  EXPECT_THAT(Redact(request), BlamesField("revisions"));
  EXPECT_THAT(Redact(SourceTakedown("//")), BlamesField("source_site_uri"));
  request.set_name(name);
  EXPECT_THAT(Redact(request), BlamesField("source_site_uri"));
  constexpr char kUnknown[] = "articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
  EXPECT_THAT(Redact(Takedown(kUnknown)), IsError(absl::StatusCode::kNotFound, kUnknown));
}

}  // namespace
}  // namespace broadsheet::storage
