#include "storage/importer.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "common/status.h"
#include "common/uuid.h"
#include "storage/canonical_form.h"
#include "storage/transfer.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_CREATED;
using article::v1::WRITE_OUTCOME_REVISED;
using article::v1::WRITE_OUTCOME_SUPPRESSED;
using article::v1::WRITE_OUTCOME_UNCHANGED;
using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stub = v1::StorageService::Stub;

// FAILED_PRECONDITION with this reason.
MATCHER_P(HasReason, reason, "") {
  const absl::Status& status = arg.status();
  *result_listener << status.ToString();
  return absl::IsFailedPrecondition(status) && Reason(status) == reason;
}

class ImporterTest : public ::testing::Test {
 protected:
  // Article `id` with a title.
  static ArticleWrite Say(const std::string& id, const std::string& title, int seconds) {
    ArticleWrite write = MakeWrite(id, seconds);
    write.mutable_article()->set_title(title);
    Digest(&write);
    return write;
  }

  absl::Status Redact(TestStorage& storage, const std::string& name,
                      const std::vector<int64_t>& revisions = {}) {
    v1::RedactArticleRequest request;
    request.set_name(name);
    request.mutable_revisions()->Assign(revisions.begin(), revisions.end());
    request.set_reason("court order 7");
    return CallUnary<v1::RedactArticleResponse>(storage.stub(), &Stub::RedactArticle, request)
        .status();
  }

  absl::Status Delete(TestStorage& storage, const std::string& name) {
    v1::DeleteArticleRequest request;
    request.set_name(name);
    return CallUnary<v1::DeleteArticleResponse>(storage.stub(), &Stub::DeleteArticle, request)
        .status();
  }

  absl::Status Merge(TestStorage& storage, const std::string& name, const std::string& merged) {
    v1::MergeArticlesRequest request;
    request.set_name(name);
    request.set_merged(merged);
    return CallUnary<v1::MergeArticlesResponse>(storage.stub(), &Stub::MergeArticles, request)
        .status();
  }

  // Revisions by name, as the log has them but for the positions.
  static std::map<std::string, std::string> Revisions(TestStorage& storage) {
    std::map<std::string, std::string> revisions;
    for (const v1::Change& change : storage.Changes()) {
      if (!change.has_article()) continue;
      Revision revision = change.article().revision();
      revision.clear_position();
      revisions[revision.name()] = revision.DebugString();
    }
    return revisions;
  }

  // Makes the digest and etag of a revision those of its content, as who wants to deceive would.
  static void Forge(Revision& revision) {
    revision.set_content_digest(Seal(revision.content_salt(), revision.mutable_snapshot()));
  }

  TestStorage from_, to_;
};

TEST_F(ImporterTest, ARecordOfEveryKindArrivesAsItWas) {
  for (TestStorage* storage : {&from_, &to_}) ASSERT_OK(storage->AddCategory("categories/tech"));
  ArticleWrite filed = MakeWrite("filed");
  filed.mutable_article()->add_categories("categories/tech");
  Digest(&filed);
  from_.WriteOne(filed);
  const std::string revised = from_.WriteOne(MakeWrite("revised")).name();
  from_.WriteOne(Say("revised", "Second", 10));
  from_.WriteOne(Say("revised", "Third", 20));
  const std::string deleted = from_.WriteOne(MakeWrite("deleted")).name();
  ASSERT_OK(Delete(from_, deleted));
  const std::string merged = from_.WriteOne(MakeWrite("merged")).name();
  ASSERT_OK(Merge(from_, revised, merged));
  const std::string gone = from_.WriteOne(MakeWrite("gone")).name();
  ASSERT_OK(Redact(from_, gone));
  const std::string partly = from_.WriteOne(MakeWrite("partly")).name();
  from_.WriteOne(Say("partly", "Harmless", 10));
  ASSERT_OK(Redact(from_, partly, {1}));
  ASSERT_OK(Transfer(from_, to_));

  EXPECT_EQ(Revisions(to_), Revisions(from_));
  // What it exports is what came in: keys, origins and all.
  const auto there = Histories(Export(to_));
  const auto here = Histories(Export(from_));
  ASSERT_EQ(there.size(), here.size());
  for (size_t i = 0; i < here.size(); ++i)
    EXPECT_THAT(there[i], EqualsProto(here[i].DebugString()));
  EXPECT_EQ(to_.WriteOne(Say("revised", "Third", 20)).outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(to_.WriteOne(Say("revised", "Fourth", 30)).outcome(), WRITE_OUTCOME_REVISED);
  EXPECT_EQ(to_.WriteOne(MakeWrite("merged", 30)).name(), revised);
  EXPECT_EQ(to_.WriteOne(MakeWrite("deleted", 30)).outcome(), WRITE_OUTCOME_SUPPRESSED);
  EXPECT_EQ(to_.WriteOne(MakeWrite("gone", 30)).outcome(), WRITE_OUTCOME_SUPPRESSED);
}

TEST_F(ImporterTest, TheLogTellsWhatFiltersLookedAtBefore) {
  ASSERT_OK(from_.AddCategory("categories/tech"));
  from_.WriteOne(MakeWrite("a"));
  from_.WriteOne(Say("a", "Second", 10));
  ASSERT_OK(Transfer(from_, to_));
  const auto here = from_.Changes();
  const auto there = to_.Changes();
  ASSERT_THAT(there, SizeIs(2));
  EXPECT_FALSE(there[0].article().has_previous());
  EXPECT_THAT(there[1].article().previous(),
              EqualsProto(here[2].article().previous().DebugString()));
}

TEST_F(ImporterTest, TakesNothingTwiceAndGoesOnWhereItEnded) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  from_.WriteOne(Say("a", "Second", 10));
  from_.WriteOne(Say("a", "Third", 20));
  const v1::ImportArticleRequest all = HistoryOf(from_, name);
  v1::ImportArticleRequest first = all;
  first.mutable_revisions()->RemoveLast();
  ASSERT_OK_AND_ASSIGN(auto response, Import(to_, first));
  EXPECT_EQ(response.added(), 2);
  ASSERT_OK_AND_ASSIGN(response, Import(to_, all));
  EXPECT_EQ(response.added(), 1);
  ASSERT_OK_AND_ASSIGN(response, Import(to_, all));
  EXPECT_EQ(response.added(), 0);
  EXPECT_EQ(response.read_after().position(), 3);
  v1::ImportArticleRequest last = all;
  last.mutable_revisions()->DeleteSubrange(0, 2);
  ASSERT_OK_AND_ASSIGN(response, Import(to_, last));
  EXPECT_EQ(response.added(), 0);
  EXPECT_EQ(Revisions(to_), Revisions(from_));
}

TEST_F(ImporterTest, GoesOnBehindAnEarlierImport) {
  const std::string whole = from_.WriteOne(MakeWrite("whole")).name();
  const std::string part = from_.WriteOne(MakeWrite("part")).name();
  ASSERT_OK(Transfer(from_, to_));
  from_.WriteOne(Say("whole", "Second", 10));
  ASSERT_OK(Delete(from_, part));
  ASSERT_OK(Transfer(from_, to_));
  EXPECT_EQ(Revisions(to_), Revisions(from_));
  EXPECT_EQ(to_.WriteOne(Say("whole", "Second", 10)).outcome(), WRITE_OUTCOME_UNCHANGED);
  EXPECT_EQ(to_.WriteOne(MakeWrite("part", 20)).outcome(), WRITE_OUTCOME_SUPPRESSED);
}

TEST_F(ImporterTest, KeysOfASplitThatCameLaterMove) {
  ArticleWrite one = MakeWrite("one"), two = MakeWrite("two", 10);
  for (ArticleWrite* write : {&one, &two}) {
    write->mutable_article()->set_source_guid("always the same");
    Digest(write);
  }
  const std::string name = from_.WriteOne(one).name();
  ASSERT_EQ(from_.WriteOne(two).name(), name);
  ASSERT_OK(Transfer(from_, to_));
  v1::SplitArticleRequest split;
  split.set_name(name);
  split.add_canonical_uris("https://site.test/two");
  ASSERT_OK_AND_ASSIGN(const auto off, CallUnary<v1::SplitArticleResponse>(
                                           from_.stub(), &Stub::SplitArticle, split));
  ASSERT_OK(Transfer(from_, to_));
  EXPECT_EQ(Revisions(to_), Revisions(from_));
  for (const char* title : {"one", "two"}) {
    ArticleWrite write = MakeWrite(title, 30);
    write.mutable_article()->set_source_guid("always the same");
    Digest(&write);
    EXPECT_EQ(to_.WriteOne(write).name(), from_.WriteOne(write).name()) << title;
  }
  ArticleWrite three = MakeWrite("three", 40);
  three.mutable_article()->set_source_guid("always the same");
  EXPECT_EQ(to_.WriteOne(three).outcome(), WRITE_OUTCOME_CREATED);
}

TEST_F(ImporterTest, WhatWasRedactedThereIsRedactedHere) {
  const std::string partly = from_.WriteOne(Say("partly", "Mallard", 0)).name();
  from_.WriteOne(Say("partly", "Harmless", 10));
  const std::string gone = from_.WriteOne(Say("gone", "Pintail", 0)).name();
  ASSERT_OK(Transfer(from_, to_));
  ASSERT_OK(Redact(from_, partly, {1}));
  ASSERT_OK(Redact(from_, gone));
  ASSERT_OK(Transfer(from_, to_));
  EXPECT_EQ(Revisions(to_), Revisions(from_));
  for (const auto& [name, text] : Revisions(to_)) {
    EXPECT_EQ(text.find("Mallard"), std::string::npos) << name;
    EXPECT_EQ(text.find("Pintail"), std::string::npos) << name;
  }
}

TEST_F(ImporterTest, WhatIsRedactedHereStaysSo) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  ASSERT_OK(Transfer(from_, to_));
  ASSERT_OK(Redact(to_, name));
  ASSERT_OK_AND_ASSIGN(const auto response, Import(to_, HistoryOf(from_, name)));
  EXPECT_EQ(response.added(), 0);
  from_.WriteOne(Say("a", "Second", 10));
  EXPECT_THAT(Import(to_, HistoryOf(from_, name)), HasReason("REVISION_DIFFERS"));
  ASSERT_OK_AND_ASSIGN(const Article tombstone, to_.Get(name));
  EXPECT_EQ(tombstone.title(), "");
}

TEST_F(ImporterTest, RefusesAnotherHistoryOfTheSameArticle) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  ASSERT_OK(Transfer(from_, to_));
  from_.WriteOne(Say("a", "There", 10));
  to_.WriteOne(Say("a", "Here", 10));
  EXPECT_THAT(Import(to_, HistoryOf(from_, name)), HasReason("REVISION_DIFFERS"));
  ASSERT_OK_AND_ASSIGN(const Article article, to_.Get(name));
  EXPECT_EQ(article.title(), "Here");
}

TEST_F(ImporterTest, RefusesWhatIsAnothersHere) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  const std::string other = to_.WriteOne(MakeWrite("a")).name();
  v1::ImportArticleRequest request = HistoryOf(from_, name);
  const auto path_taken = Import(to_, request);
  EXPECT_THAT(path_taken, HasReason("PATH_TAKEN"));
  EXPECT_EQ(ReasonMetadata(path_taken.status(), "other_article"), other);
  to_.WriteOne(Say("b", "Elsewhere", 0));
  const std::string same_key = from_.WriteOne(Say("b", "Otherwise", 0)).name();
  EXPECT_THAT(Import(to_, HistoryOf(from_, same_key)), HasReason("KEY_CONFLICT"));
  EXPECT_THAT(Revisions(to_), SizeIs(2));
}

TEST_F(ImporterTest, RefusesAnUnknownCategory) {
  ASSERT_OK(from_.AddCategory("categories/tech"));
  ArticleWrite filed = MakeWrite("filed");
  filed.mutable_article()->add_categories("categories/tech");
  const std::string name = from_.WriteOne(filed).name();
  EXPECT_THAT(Import(to_, HistoryOf(from_, name)), HasReason("CATEGORY_NOT_FOUND"));
  EXPECT_THAT(to_.Changes(), IsEmpty());
}

TEST_F(ImporterTest, BelievesNoDigest) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  const v1::ImportArticleRequest good = HistoryOf(from_, name);
  const auto fails = [&](const char* field, const std::function<void(Revision&)>& change) {
    v1::ImportArticleRequest bad = good;
    change(*bad.mutable_revisions(0));
    EXPECT_THAT(Import(to_, bad), BlamesField(field)) << field;
  };
  fails("revisions[0].content_digest",
        [](Revision& r) { r.mutable_snapshot()->set_title("Forged"); });
  fails("revisions[0].content_digest", [](Revision& r) { r.set_content_salt(RandomBytes(16)); });
  fails("revisions[0].snapshot.etag", [](Revision& r) { r.mutable_snapshot()->set_etag("1-0"); });
  EXPECT_THAT(to_.Changes(), IsEmpty());
}

TEST_F(ImporterTest, RefusesWhatStorageWouldNotHaveWritten) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  from_.WriteOne(Say("a", "Second", 10));
  const v1::ImportArticleRequest good = HistoryOf(from_, name);
  using Request = v1::ImportArticleRequest;
  const auto fails = [&](const char* field, const std::function<void(Request&)>& change) {
    Request bad = good;
    change(bad);
    EXPECT_THAT(Import(to_, bad), BlamesField(field)) << field;
  };
  const auto forged = [](const std::function<void(Article&)>& change) {
    return [change](Request& r) {
      change(*r.mutable_revisions(0)->mutable_snapshot());
      Forge(*r.mutable_revisions(0));
    };
  };
  fails("article.name", [](Request& r) { r.mutable_article()->set_name("articles/1"); });
  fails("article.observe_time", [](Request& r) { r.mutable_article()->clear_observe_time(); });
  fails("article.keys[0]", [](Request& r) { r.mutable_article()->set_keys(0, "short"); });
  fails("article.origins[0].tags[0]",
        [](Request& r) { r.mutable_article()->mutable_origins(0)->add_tags("two words"); });
  fails("article.origins[0].field_digests",
        [](Request& r) { r.mutable_article()->mutable_origins(0)->set_field_digests("short"); });
  fails("article.origins[1].origin",
        [](Request& r) { *r.mutable_article()->add_origins() = r.article().origins(0); });
  fails("revisions", [](Request& r) { r.clear_revisions(); });
  fails("revisions[0].name", [](Request& r) {
    r.mutable_article()->set_name("articles/018f3c2e-7b1a-7c3d-9e4f-0123456789ab");
  });
  fails("revisions[0].name", [](Request& r) { r.mutable_revisions()->DeleteSubrange(0, 1); });
  fails("revisions[1].name", [](Request& r) { *r.mutable_revisions(1) = r.revisions(0); });
  fails("revisions[0].kind",
        [](Request& r) { r.mutable_revisions(0)->set_kind(static_cast<Revision::Kind>(77)); });
  fails("revisions[0].reason", [](Request& r) { r.mutable_revisions(0)->set_reason("none"); });
  fails("revisions[0].content_salt", [](Request& r) { r.mutable_revisions(0)->clear_snapshot(); });
  fails("revisions[0].create_time",
        [](Request& r) { r.mutable_revisions(0)->mutable_create_time()->set_nanos(1); });
  fails("revisions[0].create_time", [](Request& r) {
    r.mutable_revisions(0)->mutable_create_time()->set_seconds(253'402'300'799);
  });
  fails("revisions[0].snapshot.update_time", [](Request& r) {
    auto& time = *r.mutable_revisions(0)->mutable_create_time();
    time.set_seconds(time.seconds() - 1);
  });
  fails("revisions[1].snapshot", [](Request& r) {
    r.mutable_revisions(1)->clear_snapshot();
    r.mutable_revisions(1)->clear_content_salt();
  });
  fails("revisions[0].snapshot", forged([](Article& a) { a.set_revision(7); }));
  fails("revisions[0].snapshot.title", forged([](Article& a) { a.set_title(" "); }));
  fails("revisions[0].snapshot.path", forged([](Article& a) { a.set_path("../../etc"); }));
  fails("revisions[0].snapshot.path", forged([](Article& a) { a.set_path("2026/03/01/other"); }));
  fails("revisions[0].snapshot.list_time", forged([](Article& a) { a.clear_list_time(); }));
  fails("revisions[0].snapshot.merged_into", forged([](Article& a) { a.set_merged_into("a"); }));
  fails("revisions[0].snapshot.path_digest",
        forged([](Article& a) { a.set_path_digest(std::string(32, 'x')); }));
  EXPECT_THAT(to_.Changes(), IsEmpty());
  ASSERT_OK(Import(to_, good));
}

TEST_F(ImporterTest, ATombstoneHasNoContent) {
  const std::string name = from_.WriteOne(MakeWrite("a")).name();
  ASSERT_OK(Redact(from_, name));
  v1::ImportArticleRequest request = HistoryOf(from_, name);
  request.mutable_revisions(1)->mutable_snapshot()->set_title("Mallard");
  Forge(*request.mutable_revisions(1));
  EXPECT_THAT(Import(to_, request), BlamesField("revisions[1].snapshot"));
}

TEST_F(ImporterTest, RetiresOnlyKeysThatNobodyHas) {
  const std::string name = to_.WriteOne(MakeWrite("a")).name();
  v1::RetireKeysRequest request;
  for (const std::string& key : Histories(Export(to_))[0].article().keys()) request.add_keys(key);
  request.add_keys(std::string(32, 'x'));
  const auto retire = [&] {
    return CallUnary<v1::RetireKeysResponse>(to_.stub(), &Stub::RetireKeys, request);
  };
  ASSERT_OK_AND_ASSIGN(const auto response, retire());
  EXPECT_EQ(response.retired(), 1);
  EXPECT_EQ(to_.WriteOne(MakeWrite("a", 10)).name(), name);
  ASSERT_OK_AND_ASSIGN(const auto again, retire());
  EXPECT_EQ(again.retired(), 0);
  EXPECT_EQ(Export(to_).back().retired_keys().keys_size(), 1);
  request.add_keys("short");
  EXPECT_THAT(retire(), BlamesField("keys[3]"));
  request.clear_keys();
  EXPECT_THAT(retire(), BlamesField("keys"));
}

}  // namespace
}  // namespace broadsheet::storage
