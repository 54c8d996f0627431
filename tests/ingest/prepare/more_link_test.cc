#include "ingest/prepare/more_link.h"

#include <gtest/gtest.h>

#include "ingest/html/html.h"

namespace broadsheet::ingest {
namespace {

using article::v1::MoreLink;

const MoreLinkContext kContext{"https://a.example/", "https://a.example/2026/post/",
                               "Ports go quiet", "en"};

struct Taken {
  std::optional<MoreLink> more;
  std::string rest;
};

Taken Take(const std::string& html, const MoreLinkContext& context = kContext) {
  HtmlNode content = ParseFragment(html);
  std::optional<MoreLink> more = TakeMoreLink(content, context);
  return {std::move(more), Serialise(content)};
}

TEST(MoreLinkTest, RecognisesContinueReadingWithHeadline) {
  const Taken taken = Take(
      "<p>Cranes hum.</p><p><a class=\"more-link\" href=\"/2026/post/#more-7\">Continue reading "
      "<span class=\"screen-reader-text\">“Ports go quiet”</span></a></p>");
  ASSERT_TRUE(taken.more.has_value());
  EXPECT_EQ(taken.more->kind(), MoreLink::KIND_CONTINUE_READING);
  EXPECT_EQ(taken.more->uri(), "https://a.example/2026/post/");
  EXPECT_EQ(taken.more->label(), "Continue reading");
  EXPECT_EQ(taken.more->language_code(), "en");
  EXPECT_EQ(taken.rest, "<p>Cranes hum.</p>");
}

TEST(MoreLinkTest, TakesHeadlineOffAnUnmarkedLabel) {
  const Taken taken =
      Take("<p>Cranes hum. <a href=\"/2026/post\">Continue reading Ports go quiet →</a></p>");
  ASSERT_TRUE(taken.more.has_value());
  EXPECT_EQ(taken.more->label(), "Continue reading");
  EXPECT_EQ(taken.more->kind(), MoreLink::KIND_CONTINUE_READING);
  EXPECT_EQ(taken.rest, "<p>Cranes hum. </p>");
}

TEST(MoreLinkTest, RecognisesLinkIntoAnotherLanguage) {
  const Taken taken = Take(
      "<p>Cranes hum.</p><p><a href=\"https://zh.example/1\">Read more (in "
      "Chinese)</a>.</p>");
  ASSERT_TRUE(taken.more.has_value());
  EXPECT_EQ(taken.more->kind(), MoreLink::KIND_SOURCE);
  EXPECT_EQ(taken.more->uri(), "https://zh.example/1");
  EXPECT_EQ(taken.more->label(), "Read more (in Chinese)");
  EXPECT_EQ(taken.more->language_code(), "zh");
  EXPECT_EQ(taken.rest, "<p>Cranes hum.</p>");
}

TEST(MoreLinkTest, BelievesHreflangBeforeTheLabel) {
  const Taken taken =
      Take("<a hreflang=\"zh-hk\" href=\"https://zh.example/1\">Read more (in Chinese)</a>");
  ASSERT_TRUE(taken.more.has_value());
  EXPECT_EQ(taken.more->language_code(), "zh-HK");
}

TEST(MoreLinkTest, ReadsTheWordsBehindWordPressDots) {
  const Taken taken = Take(
      "<p>Cranes.</p> <a href=\"/2026/post/#more-1\" class=\"more-link\"><span "
      "aria-label=\"Continue reading Ports go quiet\">(more&hellip;)</span></a>");
  ASSERT_TRUE(taken.more.has_value());
  EXPECT_EQ(taken.more->label(), "Continue reading");
}

TEST(MoreLinkTest, LeavesOrdinaryLinksAlone) {
  for (const char* html :
       {"<p>See <a href=\"https://b.example/\">the report</a></p>",
        "<p><a href=\"https://b.example/\">Read more</a> before the text goes on.</p>",
        "<p>No link at all</p>", "", "<p><a>Read more</a></p>",
        "<p><a class=\"more-link\" href=\"javascript:alert(1)\">Continue reading</a></p>",
        "<p>Chinese carmakers <a href=\"https://b.example/\">Chinese carmakers win</a></p>"}) {
    EXPECT_FALSE(Take(html).more.has_value()) << html;
  }
}

TEST(MoreLinkTest, KnowsLanguagesByName) {
  EXPECT_EQ(LanguageOfLabel("Read more (in Chinese)"), "zh");
  EXPECT_EQ(LanguageOfLabel("Read in Traditional Chinese"), "zh-Hant");
  EXPECT_EQ(LanguageOfLabel("阅读中文原文"), "zh");
  EXPECT_EQ(LanguageOfLabel("Full text [Portuguese]"), "pt");
  EXPECT_EQ(LanguageOfLabel("Read more about Chinese ports"), "");
}

TEST(MoreLinkTest, LeavesAnEllipsisWhereATextWasCut) {
  HtmlNode cut = ParseFragment("<p>One, two, [&hellip;] </p>");
  EXPECT_TRUE(TakeEllipsis(cut));
  EXPECT_EQ(TextOf(cut), "\nOne, two…\n");
  HtmlNode whole = ParseFragment("<p>One, two.</p>");
  EXPECT_FALSE(TakeEllipsis(whole));
}

TEST(MoreLinkTest, CutsTheWordsOfALinkThatIsGone) {
  const auto without_words = [](const std::string& html) {
    HtmlNode content = ParseFragment(html);
    TakeMoreWords(content);
    return Serialise(content);
  };
  EXPECT_EQ(without_words("<p>It rained. Read more (in Chinese)</p>"), "<p>It rained.</p>");
  EXPECT_EQ(without_words("<p>港口很安静。阅读全文</p>"), "<p>港口很安静。</p>");
  for (const char* kept : {"<p>It rained. Read more books this winter.</p>", "<p>Read more</p>",
                           "<p>Why we read more</p>", "<p>It rained. Nobody minded</p>"}) {
    EXPECT_EQ(without_words(kept), kept);
  }
}

TEST(MoreLinkTest, DropsFeedBoilerplateAtTheEndOnly) {
  const std::string note =
      "<p>The post <a href=\"/x\">X</a> appeared first on <a href=\"/\">Y</a>.</p>";
  HtmlNode content = ParseFragment("<p>Text</p>" + note);
  TakeFeedBoilerplate(content, "https://b.example/a", "https://b.example/a");
  EXPECT_EQ(Serialise(content), "<p>Text</p>");
  HtmlNode quoted = ParseFragment(note + "<p>is what feeds say.</p>");
  TakeFeedBoilerplate(quoted, "https://b.example/a", "https://b.example/a");
  EXPECT_EQ(quoted.children.size(), 2u);
}

}  // namespace
}  // namespace broadsheet::ingest
