#include "storage/editor.h"

#include <gtest/gtest.h>

#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::EqualsProto;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;
using Stub = v1::StorageService::Stub;

class EditorTest : public ::testing::Test {
 protected:
  EditorTest() { name_ = storage_.WriteOne(MakeWrite("a")).name(); }

  absl::StatusOr<v1::DeleteArticleResponse> Delete(const std::string& etag = "",
                                                   bool allow_missing = false) {
    v1::DeleteArticleRequest request;
    request.set_name(name_);
    request.set_etag(etag);
    request.set_actor("editor");
    request.set_allow_missing(allow_missing);
    return CallUnary<v1::DeleteArticleResponse>(storage_.stub(), &Stub::DeleteArticle, request);
  }

  absl::StatusOr<v1::UndeleteArticleResponse> Undelete() {
    v1::UndeleteArticleRequest request;
    request.set_name(name_);
    return CallUnary<v1::UndeleteArticleResponse>(storage_.stub(), &Stub::UndeleteArticle, request);
  }

  absl::StatusOr<v1::UpdateArticleResponse> Update(const std::vector<std::string>& paths) {
    v1::UpdateArticleRequest request;
    *request.mutable_article() = edit_;
    request.mutable_article()->set_name(name_);
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    return CallUnary<v1::UpdateArticleResponse>(storage_.stub(), &Stub::UpdateArticle, request);
  }

  TestStorage storage_;
  std::string name_;
  Article edit_;
};

TEST_F(EditorTest, EditStaysWhileOriginsChangeOtherFields) {
  const auto observe = [&](const std::string& origin, int seconds, const std::string& title) {
    ArticleWrite write = MakeWrite("a", seconds);
    write.set_origin(origin);
    write.mutable_article()->set_title(title);
    write.mutable_article()->set_teaser_html("<p>Teaser of " + origin + "</p>");
    Digest(&write);
    return storage_.WriteOne(write).revision();
  };
  EXPECT_EQ(observe("feeds/main", 1, "T"), 2);
  EXPECT_EQ(observe("pages", 2, "T"), 3);
  edit_.set_teaser_html("<p>By hand</p>");
  ASSERT_OK(Update({"teaser_html"}));
  EXPECT_EQ(observe("pages", 3, "U"), 5);
  EXPECT_EQ(observe("feeds/main", 4, "U"), 5);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name_));
  EXPECT_EQ(article.title(), "U");
  EXPECT_EQ(article.teaser_html(), "<p>By hand</p>");
}

TEST_F(EditorTest, DeletionIsARevisionAndCanBeTakenBack) {
  ASSERT_OK_AND_ASSIGN(const auto deleted, Delete());
  EXPECT_TRUE(deleted.article().has_delete_time());
  EXPECT_EQ(deleted.article().revision(), 2);
  EXPECT_EQ(deleted.read_after().position(), 2);
  ASSERT_OK_AND_ASSIGN(const Article got, storage_.Get(name_));
  EXPECT_THAT(got, EqualsProto(deleted.article().DebugString()));
  ASSERT_OK_AND_ASSIGN(const auto restored, Undelete());
  EXPECT_FALSE(restored.article().has_delete_time());
  const std::vector<v1::Change> changes = storage_.Changes();
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[1].article().revision().kind(), Revision::KIND_DELETED);
  EXPECT_EQ(changes[1].article().revision().actor(), "editor");
  EXPECT_EQ(changes[2].article().revision().kind(), Revision::KIND_RESTORED);
  EXPECT_TRUE(changes[2].article().previous().deleted());
  EXPECT_THAT(Undelete(), IsError(absl::StatusCode::kFailedPrecondition, name_));
}

TEST_F(EditorTest, DeletedArticleIsNotFoundUnlessAllowed) {
  ASSERT_OK_AND_ASSIGN(const auto deleted, Delete());
  EXPECT_THAT(Delete(), IsError(absl::StatusCode::kNotFound, name_));
  ASSERT_OK_AND_ASSIGN(const auto again, Delete("", /*allow_missing=*/true));
  EXPECT_THAT(again, EqualsProto(deleted.DebugString()));
}

TEST_F(EditorTest, OldEtagIsAborted) {
  EXPECT_EQ(Reason(Delete("1-00").status()), "ETAG_MISMATCH");
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name_));
  EXPECT_OK(Delete(article.etag()));
}

TEST_F(EditorTest, UpdateChangesTheMaskedFieldsOnly) {
  edit_.set_title("By hand");
  edit_.set_rights("not masked");
  edit_.mutable_list_time()->set_seconds(1'700'000'000);
  ASSERT_OK_AND_ASSIGN(const auto updated, Update({"title", "list_time", "image_uri"}));
  EXPECT_EQ(updated.article().title(), "By hand");
  EXPECT_EQ(updated.article().rights(), "");
  EXPECT_EQ(updated.article().list_time().seconds(), 1'700'000'000);
  EXPECT_EQ(updated.article().path(), "2026/02/25/title-of-a");
  EXPECT_EQ(storage_.Changes().back().article().revision().kind(), Revision::KIND_EDITED);
}

TEST_F(EditorTest, UpdateThatChangesNothingMakesNoRevision) {
  edit_.set_title("Title of a");
  ASSERT_OK_AND_ASSIGN(const auto updated, Update({"title"}));
  EXPECT_EQ(updated.article().revision(), 1);
}

TEST_F(EditorTest, CategoryTakenOutByHandStaysOut) {
  ASSERT_OK(storage_.AddCategory("categories/tech"));
  ArticleWrite write = MakeWrite("a", 1);
  write.mutable_article()->add_categories("categories/tech");
  Digest(&write);
  storage_.WriteOne(write);
  ASSERT_OK(Update({"categories"}));
  write.mutable_article()->set_rights("CC0");
  write.mutable_article()->clear_categories();
  Digest(&write);
  storage_.WriteOne(write);
  ASSERT_OK_AND_ASSIGN(const Article article, storage_.Get(name_));
  EXPECT_THAT(article.categories(), ElementsAre());
  EXPECT_EQ(article.rights(), "CC0");
}

TEST_F(EditorTest, WrongUpdatesAreRefused) {
  EXPECT_THAT(Update({}), BlamesField("update_mask"));
  EXPECT_THAT(Update({"headline"}), BlamesField("update_mask.paths[0]"));
  EXPECT_THAT(Update({"title"}), BlamesField("article.title"));
  edit_.add_categories("categories/none");
  EXPECT_THAT(Update({"categories"}),
              IsError(absl::StatusCode::kFailedPrecondition, "categories/none"));
  ASSERT_OK(Delete());
  edit_.set_title("T");
  EXPECT_THAT(Update({"title"}), IsError(absl::StatusCode::kFailedPrecondition, name_));
  name_ = "articles/x";
  EXPECT_THAT(Update({"title"}), BlamesField("article.name"));
}

}  // namespace
}  // namespace broadsheet::storage
