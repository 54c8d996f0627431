#include "ingest/html/html_limits.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/html/html.h"
#include "ingest/html/open_elements.h"

namespace broadsheet::ingest {
namespace {

std::string Times(int count, std::string_view part) {
  std::string all;
  for (int i = 0; i < count; ++i) all += part;
  return all;
}

absl::Status Check(const std::string& html) { return CheckHtml("article.body_html", html); }

std::string Parsable(const std::string& html) {
  const ParsableHtml parsable = *MakeParsable("html", html);
  return parsable.Restored(parsable.html);
}

TEST(HtmlLimitsTest, AllowsMarkupWithoutEndTags) {
  EXPECT_TRUE(Check(Times(50'000, "<p>Words and <b>words</b>. ")).ok());
  EXPECT_TRUE(Check("<ul>" + Times(50'000, "<li>An <a href=/x>item</a>")).ok());
  EXPECT_TRUE(Check("<table>" + Times(20'000, "<tr><td>1<td><p>2<td>3")).ok());
  EXPECT_TRUE(Check("<dl>" + Times(50'000, "<dt>term<dd>what it is")).ok());
  EXPECT_TRUE(Check("<select>" + Times(50'000, "<option>one") + "</select>").ok());
  EXPECT_TRUE(Check(Times(2'000, "<div><ul><li>a<li>b<p>c</ul><img><br></div>")).ok());
}

TEST(HtmlLimitsTest, AllowsWhatOnlyLooksLikeTags) {
  EXPECT_TRUE(Check("<script>" + Times(500'000, "<b>") + "</script>").ok());
  EXPECT_TRUE(Check("<!-- " + Times(500'000, "<b>") + "-->").ok());
  EXPECT_TRUE(Check("<p title=\"" + Times(500'000, "<b>") + "\">").ok());
  EXPECT_TRUE(Check("<svg><![CDATA[" + Times(500'000, "<b>") + "]]></svg>").ok());
  EXPECT_TRUE(Check(Times(3'000, "<svg><title>x</title><path d=M1/><style>a</style></svg>")).ok());
}

TEST(HtmlLimitsTest, RefusesWhatIsNestedTooDeepForItsLength) {
  for (const char* part :
       {"<div>", "<b id=1><i>", "<dd><section>", "<table><tr><td>", "<p><button>", "<template>",
        "<svg><foreignObject><div></svg>", "<svg><title><!--</title></svg>-->",
        "<div><table></div></table>", "<svg><![CDATA[></svg>]]>", "<div><section></div><rt>"}) {
    const absl::Status status = Check(Times(100'000, part));
    EXPECT_EQ(InvalidFields(status), std::vector<std::string>{"article.body_html"}) << part;
    EXPECT_TRUE(absl::StrContains(status.message(), "nested")) << status;
  }
}

TEST(HtmlLimitsTest, RefusesFormattingThatEachBlockRepeats) {
  std::string html;
  for (int i = 0; i < 20'000; ++i) absl::StrAppend(&html, "<p><b id=", i, ">x");
  EXPECT_FALSE(Check(html).ok());
  // Equal ones are opened anew three times at most.
  EXPECT_TRUE(Check(Times(2'000, "<p><b>x")).ok());
}

TEST(HtmlLimitsTest, RefusesMoreThan500AttributesOfAnElement) {
  std::string attributes;
  for (int i = 0; i < 500; ++i) absl::StrAppend(&attributes, " a", i, "='>'");
  EXPECT_TRUE(Check("<p" + attributes + ">").ok());
  const absl::Status status = Check("<i></i><p" + attributes + " b>");
  EXPECT_TRUE(
      absl::StrContains(status.message(), "501 attributes of an element at byte 7; at most 500"))
      << status;
  EXPECT_FALSE(Check(Times(600, absl::StrCat("<body a", 1, ">"))).ok());
}

TEST(HtmlLimitsTest, RefusesMoreThan400000Tags) {
  EXPECT_TRUE(Check(Times(200'000, "<p></p>")).ok());
  EXPECT_FALSE(Check(Times(400'001, "<!>")).ok());
}

TEST(HtmlLimitsTest, EndsSvgThatHtmlBreaksInto) {
  EXPECT_EQ(Parsable("<div><svg><path></div><p>x"), "<div><svg><path></svg></div><p>x");
  EXPECT_EQ(Parsable("<svg><g><p>x</svg>"), "<svg><g></svg><p>x</svg>");
  EXPECT_EQ(Parsable("<svg><title>a</title><g/></svg>b"), "<svg><title>a</title><g/></svg>b");
}

TEST(HtmlLimitsTest, LeavesOutScriptsThatMayBeNone) {
  EXPECT_EQ(Parsable("<svg><foreignObject><div></foreignObject><style><b></style>x"),
            "<svg><foreignObject><div></foreignObject></style>x");
}

// A document with that character comes to the parser as it is.
constexpr char kAsItIs[] = "<!--\xF4\x88\xA2\x88-->";

TEST(ParsableHtmlTest, ShortensRunsOfText) {
  const std::string text = "A run of text that is long enough to be worth a mark";
  const std::string html = "<p title='" + text + "'>\n" + text + " &amp; " + text + "</p><style>" +
                           text + "</style><title>" + text + "</title>";
  const ParsableHtml parsable = *MakeParsable("html", html);
  EXPECT_EQ(parsable.runs, std::vector<std::string_view>({text + " ", text, text}));
  EXPECT_LT(parsable.html.size() + 3 * text.size(), html.size() + 3 * 8);
  EXPECT_EQ(parsable.Restored(parsable.html), html);
  EXPECT_TRUE(MakeParsable("html", kAsItIs + html)->runs.empty());
}

TEST(ParsableHtmlTest, MeansTheSame) {
  const std::string text = "of which there is so much that it is a run";
  for (const std::string& part :
       {"<table>" + text + "<tr>" + text + "<td>" + text + "</table>", "<pre>\n\n" + text,
        "<ul>" + text + "<li>" + text + "<p>" + text, "<select>" + text + "<option>" + text,
        "<b>" + text + "<p>" + text + "</b>" + text, "&ampere " + text + "&#x41;" + text,
        "<svg><title>" + text + "</title><![CDATA[" + text + "]]></svg>", "\xFF" + text,
        "</body>" + text, "<textarea>\n" + text, text + std::string(1, 0) + text,
        "<script>" + text + "<!-- <script>" + text + "</script>" + text + "</script>" + text,
        "<a href='" + text + "'>" + text + "</a>", text + "\r\n" + text, "&" + text,
        "<plaintext>" + text + "<p>", "<math><mi>" + text + "<p>" + text,
        std::string("\xF4\x88\xA2\x88") + "aaaa" + text}) {
    for (const std::string& html : {part, "<p>" + text + part, part + part}) {
      EXPECT_TRUE(ParseFragment(html) == ParseFragment(kAsItIs + html)) << html;
      EXPECT_TRUE(ParsePage(html) == ParsePage(kAsItIs + html)) << html;
    }
  }
}

TEST(ParsableHtmlTest, NoReferenceIsAMark) {
  const std::string text = "a run of text that is long enough to be worth a mark";
  for (const char* reference : {"&#x108888;", "&#1083528;", "&#X000108888;"}) {
    const std::string html = "<i>" + text + "</i>" + reference + "aaaa";
    EXPECT_EQ(TextOf(ParseFragment(html)), text + "\xF4\x88\xA2\x88" + "aaaa") << html;
  }
}

TEST(HtmlTest, WalksTreesOfAnyDepth) {
  EXPECT_TRUE(Check(Times(20'000, "<section>")).ok());
  EXPECT_EQ(TextOf(ParseFragment(Times(20'000, "<i>") + "x")), "x");
  EXPECT_EQ(TextOf(ParseFragment(Times(1'000, "<div>") + "<script>y</script>x")),
            Times(200, "\n") + "x" + Times(200, "\n"));
}

}  // namespace
}  // namespace broadsheet::ingest
