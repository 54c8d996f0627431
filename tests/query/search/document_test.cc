#include "query/search/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/search/entity_names.h"
#include "query/test_articles.h"

namespace broadsheet::query {
namespace {

constexpr char kLow[] = "00000000-0000-0000-0000-000000000000";
constexpr char kHigh[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

TEST(SearchDocumentTest, TimeKeysCompareAsTimesThenIds) {
  const absl::Time before_1970 = absl::FromUnixMicros(-1);
  const absl::Time then = absl::FromUnixMicros(1'700'000'000'000'000);
  EXPECT_LT(TimeKey(before_1970, kHigh), TimeKey(absl::UnixEpoch(), kLow));
  EXPECT_LT(TimeKey(then, kLow), TimeKey(then, kHigh));
  EXPECT_LT(TimeKey(then, kHigh), TimeKey(then + absl::Microseconds(1), kLow));
  EXPECT_EQ(TimeKey(then, kLow).size(), 24);
}

TEST(SearchDocumentTest, KeyBeforeIsTheGreatestBelow) {
  EXPECT_EQ(KeyBefore(std::string("a\0\0", 3)), "`\xff\xff");
  EXPECT_EQ(KeyBefore("ab"), "aa");
  EXPECT_EQ(KeyBefore(std::string(2, '\0')), std::string(2, '\0'));
}

TEST(SearchDocumentTest, SpellingWordsAreOfLetters) {
  for (const char* word : {"robots", "москва", "oleary"}) EXPECT_TRUE(IsSpellingWord(word)) << word;
  for (const char* term : {"bus", "5g2026", "深圳深圳", "Zen:robot", "XM:shenzhen", ""}) {
    EXPECT_FALSE(IsSpellingWord(term)) << term;
  }
}

TEST(SearchDocumentTest, MentionsCountAsWordsDoWhereTheyStand) {
  const Xapian::Document document = ToDocument(
      ArticleOf(1,
                "title: 'The Canton Fair' teaser_html: '<p>At the fair of Foshan.</p>' "
                "mentions { entity: 'canton-fair' surface_form: 'Canton Fair' count: 1 } "
                "mentions { entity: 'foshan' surface_form: 'Foshan' count: 2 } "
                "mentions { entity: 'canton' surface_form: 'Cant' count: 1 } "
                "mentions { entity: 'nameless' count: 30 }"));
  const auto count = [&](const std::string& entity) {
    Xapian::TermIterator term = document.termlist_begin();
    term.skip_to(EntityTerm(entity));
    return term == document.termlist_end() ? 0 : term.get_wdf();
  };
  EXPECT_EQ(count("canton-fair"), 5);
  EXPECT_EQ(count("foshan"), 3);
  EXPECT_EQ(count("canton"), 1);
  EXPECT_EQ(count("nameless"), 20);
}

TEST(SearchDocumentTest, TagsAreFoundByTheNamesThatTheySpell) {
  const Xapian::Document document = ToDocument(ArticleOf(1, "tags: 'low-altitude-economy'"));
  const std::string term = TaggedTerm(NameKey("Low Altitude Economy"));
  Xapian::TermIterator found = document.termlist_begin();
  found.skip_to(term);
  ASSERT_NE(found, document.termlist_end());
  EXPECT_EQ(*found, term);
  EXPECT_EQ(TaggedTerm(std::string(1000, 'x')).size(), 200);
}

TEST(SearchDocumentTest, DataIsTheListedArticleAndItsText) {
  const Xapian::Document document = ToDocument(ArticleOf(1));
  EXPECT_EQ(ArticleIn(document).title(), "Headline 1");
  EXPECT_EQ(ArticleIn(document).body_html(), "");
  EXPECT_EQ(ArticleIn(document).body_text(), "");
  EXPECT_EQ(BodyTextIn(document), "Body 1");
}

TEST(SearchDocumentTest, BrokenDataIsAnEmptyArticle) {
  for (const std::string data : {"", "x", "\xff\xff\xff\xff", "\x05\x01"}) {
    Xapian::Document document;
    document.set_data(data);
    EXPECT_EQ(ArticleIn(document).name(), "");
    EXPECT_EQ(BodyTextIn(document), "");
  }
}

}  // namespace
}  // namespace broadsheet::query
