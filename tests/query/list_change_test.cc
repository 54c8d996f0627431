#include "query/list_change.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/test_articles.h"

namespace broadsheet::query {
namespace {

using storage::v1::Change;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ListChangeTest : public ::testing::Test {
 protected:
  void Add(const article::v1::Article& article,
           article::v1::Revision::Kind kind = article::v1::Revision::KIND_REVISED) {
    Change change;
    change.mutable_cursor()->set_position(static_cast<int64_t>(log_.size()) + 1);
    change.mutable_article()->mutable_revision()->set_kind(kind);
    *change.mutable_article()->mutable_revision()->mutable_snapshot() = article;
    log_.push_back(std::move(change));
  }
  void Redact(int n) {
    article::v1::Article tombstone;
    tombstone.set_name("articles/" + IdOfNumber(n));
    Add(tombstone, article::v1::Revision::KIND_REDACTED);
  }

  // "2: a -> b": what the change at that position did to the tags.
  std::vector<std::string> Changes(std::map<std::string, Listing> held = {}) const {
    std::vector<const Change*> changes;
    for (const Change& change : log_) changes.push_back(&change);
    std::vector<std::string> lines;
    for (const ListChange& change : ListChangesOf(changes, tree_, std::move(held))) {
      lines.push_back(absl::StrCat(change.position, ": ",
                                   change.before ? Tags(*change.before) : "?", " -> ",
                                   change.retracted ? "retracted" : Tags(change.after)));
    }
    return lines;
  }

  CategoryTree tree_;
  std::vector<Change> log_;

 private:
  static std::string Tags(const Listing& listing) {
    if (listing.terms.empty()) return "none";
    std::vector<std::string> tags;
    for (const std::string& term : listing.terms) {
      if (term.substr(0, 2) == "t:") tags.push_back(term.substr(2));
    }
    return absl::StrJoin(tags, "+");
  }
};

TEST_F(ListChangeTest, EachRevisionFollowsTheOneBefore) {
  Add(ArticleOf(1, "tags: 'a'"));
  Add(ArticleOf(2, "tags: 'x'"));
  Add(ArticleOf(1, "tags: 'b'"));
  Add(ArticleOf(1, "delete_time { seconds: 1 }"));
  EXPECT_THAT(Changes(), ElementsAre("1: none -> a", "2: none -> x", "3: a -> b", "4: b -> none"));
}

TEST_F(ListChangeTest, FirstRevisionFollowsWhatIsHeld) {
  Add(ArticleOf(1, "tags: 'b'"));
  EXPECT_THAT(Changes({{IdOfNumber(1), {{"*", "t:a"}, {}}}}), ElementsAre("1: a -> b"));
}

TEST_F(ListChangeTest, WhatNoListShowsIsNoChange) {
  Add(ArticleOf(1, "delete_time { seconds: 1 }"));
  Add(ArticleOf(1, "delete_time { seconds: 2 }"));
  EXPECT_THAT(Changes(), IsEmpty());
}

TEST_F(ListChangeTest, RedactionForgetsWhatWasBefore) {
  Add(ArticleOf(1, "tags: 'secret'"));
  Add(ArticleOf(2, "tags: 'x'"));
  Redact(1);
  EXPECT_THAT(Changes(), ElementsAre("2: none -> x", "3: ? -> retracted"));
}

TEST_F(ListChangeTest, RedactionOfEarlierRevisionsLeavesWhatIs) {
  Add(ArticleOf(1, "tags: 'secret'"));
  Add(ArticleOf(1, "tags: 'a'"));
  Add(ArticleOf(1, "tags: 'a'"), article::v1::Revision::KIND_REDACTED);
  EXPECT_THAT(Changes(), ElementsAre("3: ? -> a"));
}

}  // namespace
}  // namespace broadsheet::query
