#include "query/archive_links.h"

#include "query/query_fixture.h"

namespace broadsheet::query {
namespace {

using article::v1::Article;
using article::v1::ArticleLink;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Named(int n) { return absl::StrCat("name: 'articles/", IdOfNumber(n), "'"); }

TEST(OutgoingLinksTest, MoreLinkToASourceIsOneThatIsNotStated) {
  const Article article = ArticleOf(1, R"(
      links { kind: KIND_TRANSLATION_OF uri: "https://a.example/1" article: "articles/forged" }
      more { kind: KIND_SOURCE uri: "https://b.example/2" })");
  const auto links = OutgoingLinks(article);
  ASSERT_THAT(links, SizeIs(2));
  EXPECT_TRUE(links[0].is_stated);
  EXPECT_EQ(links[0].link.article(), "");
  EXPECT_FALSE(links[1].is_stated);
  EXPECT_EQ(links[1].link.kind(), ArticleLink::KIND_SOURCE);
}

TEST(OutgoingLinksTest, MoreLinkThatIsStatedTooCountsOnce) {
  EXPECT_THAT(OutgoingLinks(ArticleOf(1, R"(
      links { kind: KIND_TRANSLATION_OF uri: "https://a.example/1" }
      more { kind: KIND_SOURCE uri: "http://www.a.example/1/" })")),
              SizeIs(1));
  EXPECT_THAT(OutgoingLinks(ArticleOf(1, R"(
      more { kind: KIND_CONTINUE_READING uri: "https://news.example/1" })")),
              IsEmpty());
}

TEST(OutgoingLinksTest, KindsHaveAnotherSide) {
  for (const auto kind : {ArticleLink::KIND_TRANSLATION_OF, ArticleLink::KIND_TRANSLATION,
                          ArticleLink::KIND_SOURCE, ArticleLink::KIND_SOURCE_OF}) {
    EXPECT_NE(FromTheOtherSide(kind), kind);
    EXPECT_EQ(FromTheOtherSide(FromTheOtherSide(kind)), kind);
  }
}

class ArchiveLinksTest : public QueryFixture {
 protected:
  // The links of article `n`, in short: "KIND article path language", one a line.
  std::string LinksOf(int n) {
    const auto article = Get(Named(n));
    EXPECT_OK(article);
    if (!article.ok()) return "";
    std::string text;
    for (const ArticleLink& link : article->links()) {
      const std::string& name = link.article();
      absl::StrAppend(&text, ArticleLink::Kind_Name(link.kind()).substr(5), " ",
                      name.empty() ? link.uri() : name.substr(name.size() - 1), " ",
                      link.language_code(), "\n");
    }
    return text;
  }

  static std::string Translates(int n) {
    return absl::StrCat("language_code: 'en' links { kind: KIND_TRANSLATION_OF uri: ",
                        "'https://news.example/", n, "' }");
  }
};

TEST_F(ArchiveLinksTest, ArticleAndItsTranslationKnowEachOtherWhicheverCameFirst) {
  storage_.Write(ArticleOf(1, Translates(2)));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF https://news.example/2 \n");
  storage_.Write(ArticleOf(2, "language_code: 'zh-Hant'"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF 2 zh-Hant\n");
  EXPECT_EQ(LinksOf(2), "TRANSLATION 1 en\n");
  storage_.Write(ArticleOf(3, Translates(2)));
  EXPECT_EQ(LinksOf(2), "TRANSLATION 1 en\nTRANSLATION 3 en\n");
}

TEST_F(ArchiveLinksTest, BothMayStateTheSameLink) {
  storage_.Write(ArticleOf(1, Translates(2)));
  storage_.Write(ArticleOf(2, R"(language_code: "zh"
      links { kind: KIND_TRANSLATION uri: "https://www.news.example/1/" })"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF 2 zh\n");
  EXPECT_EQ(LinksOf(2), "TRANSLATION 1 en\n");
}

TEST_F(ArchiveLinksTest, MoreLinkLeadsToTheSourceThatTheArchiveHas) {
  storage_.Write(
      ArticleOf(1, "language_code: 'en' more { kind: KIND_SOURCE uri: 'http://news.example/2/' }"));
  EXPECT_EQ(LinksOf(1), "");
  storage_.Write(ArticleOf(2, "language_code: 'zh'"));
  EXPECT_EQ(LinksOf(1), "SOURCE 2 zh\n");
  EXPECT_EQ(LinksOf(2), "SOURCE_OF 1 en\n");
}

TEST_F(ArchiveLinksTest, LinksFollowWhatBecomesOfTheOtherEnd) {
  storage_.Write(ArticleOf(1, Translates(2)));
  storage_.Write(ArticleOf(2, "language_code: 'zh'"));
  storage_.Write(ArticleOf(2, "revision: 2 language_code: 'ja'"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF 2 ja\n");
  storage_.Write(ArticleOf(2, "revision: 3 delete_time { seconds: 5 }"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF https://news.example/2 \n");
  storage_.Write(ArticleOf(2, "revision: 4 canonical_uri: 'https://news.example/moved'"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF https://news.example/2 \n");
  EXPECT_EQ(LinksOf(2), "");
  storage_.Write(ArticleOf(2, "revision: 5 language_code: 'zh'"));
  EXPECT_EQ(LinksOf(2), "TRANSLATION 1 en\n");
  storage_.Write(ArticleOf(1, "revision: 2"));
  EXPECT_EQ(LinksOf(2), "");
}

TEST_F(ArchiveLinksTest, RedactedArticleLeavesNoLinks) {
  storage_.Write(ArticleOf(1, Translates(2)));
  storage_.Write(ArticleOf(2, "language_code: 'zh'"));
  storage_.Redact("articles/" + IdOfNumber(1), "2026/11/24/headline-1");
  EXPECT_EQ(LinksOf(2), "");
  EXPECT_EQ(LinksOf(1), "");
}

TEST_F(ArchiveLinksTest, NewestOfSeveralWithOneUriIsTheOtherEnd) {
  storage_.Write(ArticleOf(1, Translates(5)));
  storage_.Write(ArticleOf(2, "canonical_uri: 'https://news.example/5' language_code: 'fr'"));
  storage_.Write(ArticleOf(3, "canonical_uri: 'https://news.example/5' language_code: 'de'"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF 3 de\n");
  EXPECT_EQ(LinksOf(2), "");
  EXPECT_EQ(LinksOf(3), "TRANSLATION 1 en\n");
  storage_.Write(ArticleOf(3, "revision: 2 delete_time { seconds: 5 }"));
  EXPECT_EQ(LinksOf(1), "TRANSLATION_OF 2 fr\n");
  EXPECT_EQ(LinksOf(2), "TRANSLATION 1 en\n");
}

TEST_F(ArchiveLinksTest, ListsShowThemToo) {
  storage_.Write(ArticleOf(1, Translates(2)));
  storage_.Write(ArticleOf(2, "language_code: 'zh' tags: 'tea'"));
  for (const char* request : {"", "filter { tags: 'tea' }", "filter { tags: ['tea', 'coal'] }"}) {
    ASSERT_OK_AND_ASSIGN(const auto list, List(request));
    ASSERT_THAT(list.articles(0).links(), SizeIs(1)) << request;
    EXPECT_EQ(list.articles(0).links(0).path(), "2026/11/24/headline-1");
  }
}

}  // namespace
}  // namespace broadsheet::query
