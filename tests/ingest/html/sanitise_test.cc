#include "ingest/html/sanitise.h"

#include <gtest/gtest.h>

#include <iterator>
#include <random>

#include "ingest/html/plain_text.h"

namespace broadsheet::ingest {
namespace {

std::string Clean(const std::string& html) {
  return Serialise(Sanitise(ParseFragment(html), {"https://a.example/dir/page"}));
}

TEST(SanitiseTest, DropsWhatRunsOrFrames) {
  EXPECT_EQ(Clean("<p onclick=\"x()\" style=\"color:red\">Hi<script>alert(1)</script></p>"),
            "<p>Hi</p>");
  EXPECT_EQ(Clean("<iframe src=\"https://b.example\"></iframe><form><input></form><svg><script>"
                  "x</script></svg>"),
            "");
  EXPECT_EQ(Clean("<a href=\"javascript:alert(1)\">x</a>"), "<p>x</p>");
  EXPECT_EQ(Clean("<a href=\" jAva\tscript:alert(1)\">x</a>"), "<p>x</p>");
  EXPECT_EQ(Clean("<img src=\"data:image/png;base64,AA\" onerror=x>"), "");
  EXPECT_EQ(Clean("<math><mtext><table><mglyph><style><img src=x onerror=1>"), "");
  EXPECT_EQ(Clean("<p title='\"><script>'>&lt;script&gt;</p>"), "<p>&lt;script&gt;</p>");
}

TEST(SanitiseTest, MakesLinksAbsolute) {
  EXPECT_EQ(Clean("<a href=\"../x?utm_source=f&a=1#part\">x</a>"),
            "<p><a href=\"https://a.example/x?a=1#part\">x</a></p>");
  EXPECT_EQ(Clean("<a href=\"//B.example/y\">y</a>"),
            "<p><a href=\"https://b.example/y\">y</a></p>");
  EXPECT_EQ(Clean("<a href=\"mailto:a@b.example\">m</a>"),
            "<p><a href=\"mailto:a@b.example\">m</a></p>");
}

TEST(SanitiseTest, KeepsWhatArticlesAreMadeOf) {
  const std::string html =
      "<h2>A</h2>\n<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>\n"
      "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td></td><td>b</td></tr></tbody></"
      "table>\n"
      "<pre>  code\n  more</pre>\n<blockquote><p>q</p></blockquote>\n"
      "<figure><img src=\"https://a.example/i.png\" alt=\"i\"><figcaption>c</figcaption></figure>";
  EXPECT_EQ(Clean(html),
            "<h2>A</h2>\n<ul><li>one</li><li><p>two</p><ul><li>deep</li></ul></li></ul>\n" +
                html.substr(html.find("<table>")));
}

TEST(SanitiseTest, ReferencesBeyondUnicodeAreTheReplacementCharacter) {
  EXPECT_EQ(Clean("a&#x110000;&#xDDDDDDDDDDDDDDDDDDDD;&#x100000041;&#4294967361;&#xFFFFFFFFFb"),
            "<p>a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD</p>");
  EXPECT_EQ(Clean("&#000000000000065;&#x00000000000041;&#x;&#;&#"),
            "<p>AA&amp;#x;&amp;#;&amp;#</p>");
}

TEST(SanitiseTest, TurnsLooseTextAndBoxesIntoParagraphs) {
  EXPECT_EQ(Clean("one <b>two</b><div>three</div><div><div><p>four</p></div>five</div>"),
            "<p>one <b>two</b></p>\n<p>three</p>\n<p>four</p>\n<p>five</p>");
  EXPECT_EQ(Clean("<p> a \n\n b <br> </p><p>&nbsp;</p><p></p>"), "<p>a b</p>");
}

TEST(SanitiseTest, TurnsEmojiImagesIntoCharacters) {
  EXPECT_EQ(
      Clean("<p>Yes <img class=\"wp-smiley\" alt=\"🙂\" src=\"https://s.w.org/1.png\"></p>"),
      "<p>Yes 🙂</p>");
}

TEST(SanitiseTest, PrefersTheImageBehindALazyPlaceholder) {
  EXPECT_EQ(Clean("<p><img src=\"data:x\" data-src=\"/real.jpg\"></p>"),
            "<p><img src=\"https://a.example/real.jpg\"></p>");
}

TEST(SanitiseTest, ImagesHoldNothing) {
  EXPECT_EQ(Clean("<noscript><math><img src=/i><mi>x</mi></img></math></noscript>"
                  "<amp-img src=/j><mi>x</mi></amp-img>"),
            "<p><img src=\"https://a.example/i\"><img src=\"https://a.example/j\"></p>");
}

TEST(SanitiseTest, KeepsThePreformattedTextOfBlocks) {
  EXPECT_EQ(Clean("<pre>\n\n<div>a\n  b</div><ol><li>c<li>d</ol></pre>"),
            "<pre>a\n  b\nc\nd\n</pre>");
}

TEST(SanitiseTest, DropsMarksBeyondThirtyOnACharacter) {
  std::string marks;
  for (int i = 0; i < 1000; ++i) marks += "\u0323";
  EXPECT_EQ(Clean("<p>a" + marks + "b</p>").size(), std::string("<p>\u1EA1b</p>").size() + 29 * 2);
}

TEST(SanitiseTest, IsIdempotent) {
  for (const char* html :
       {"<p>a<div>b</div>c", "<a href=/x><p>block</p></a>", "<ul>text<li>x<p>y</ul>",
        "<table><tr><td>x<table><tr><td>y</table></table>", "<pre>\n\nx</pre>", "<b><p>x</b>y",
        "<figure>cap<p>t</p><img src=/a.png></figure>", "<dl><dt>a<dd>b</dl>tail &amp; <i> x </i>",
        "<blockquote>bare <cite>q</cite></blockquote>", "<h1>T</h1><center>c</center>",
        // What the fuzzer found.
        "<h2><div>a<h3>b</h3></div>c</h2>", "<pre>\n\n\nx</pre>", "<pre><dd><div><dd>x</pre>",
        "<p>a&#8;b&#13;c</p>", "<a href=/x>a<marquee><a href=/y>b</a></marquee></a>",
        "<p>e<span>&#x301;</span>", "<p title='e&#x200b;&#x301;'>x"}) {
    const std::string once = Clean(html);
    EXPECT_EQ(Clean(once), once) << html;
  }
}

// Markup of all kinds, nested and closed at random.
std::string RandomMarkup(std::minstd_rand& random) {
  constexpr const char* kPieces[] = {"<p>",          "<div>",
                                     "<ul>",         "<ol>",
                                     "<li>",         "<dl>",
                                     "<dd>",         "<table>",
                                     "<tr>",         "<td>",
                                     "<caption>",    "<pre>",
                                     "<b>",          "<em>",
                                     "<a href=/x>",  "<h1>",
                                     "<h2>",         "<figure>",
                                     "<span>",       "<ruby>",
                                     "<rt>",         "<q>",
                                     "<blockquote>", "<br>",
                                     "<hr>",         "<img src=/i alt=x>",
                                     "<svg>",        "<math>",
                                     "<title>",      "<style>",
                                     "<template>",   "<select>",
                                     "<option>",     "<noscript>",
                                     "<details>",    "<a href=#n>",
                                     "<a name=n>",   "<p id=n>",
                                     "<li id=m>",    "<a href='page#m'>",
                                     "<div id=n>",   "<button>",
                                     "<form>",       "<marquee>",
                                     "<center>",     " ",
                                     "\n",           "x",
                                     "&amp;",        "&lt;b&gt;",
                                     "&nbsp;",       "&#x301;",
                                     "\u3000",       "<!--more-->"};
  std::string markup;
  for (auto left = random() % 40; left > 0; --left) {
    const std::string piece = kPieces[random() % std::size(kPieces)];
    const bool closes = piece[0] == '<' && random() % 3 == 0;
    markup += closes ? "</" + piece.substr(1, piece.find_first_of(" >") - 1) + ">" : piece;
  }
  return markup;
}

TEST(SanitiseTest, IsIdempotentWhateverComes) {
  std::minstd_rand random;
  for (int i = 0; i < 5'000; ++i) {
    const std::string html = RandomMarkup(random);
    const std::string once = Clean(html);
    ASSERT_EQ(Clean(once), once) << html;
  }
}

TEST(SanitiseTest, GivesPlainTextByBlocks) {
  const HtmlNode clean = Sanitise(
      ParseFragment("<h2>Head</h2><p>One<br>two <b>three</b></p><ul><li>a</li><li>b</li></ul>"
                    "<table><tr><td>1</td><td>2</td></tr></table>"),
      {});
  EXPECT_EQ(PlainText(clean), "Head\nOne\ntwo three\na\nb\n1 2");
}

TEST(SanitiseTest, ReadsPicturesThatHoldOtherThings) {
  EXPECT_EQ(Serialise(Sanitise(ParseFragment("<amp-img src=/p.jpg><div fallback>No picture</div>"
                                             "<noscript><img src=/q.jpg></noscript></amp-img>"),
                               {"https://a.example/"}))
                .find("No picture"),
            std::string::npos);
}

TEST(SanitiseTest, CaptionsAreNoneOfThePlainText) {
  EXPECT_EQ(PlainText(ParseFragment("<p>One.</p><figure><img src=/p.jpg><figcaption>A boat."
                                    "</figcaption></figure><p>Two.</p>")),
            "One.\nTwo.");
}

}  // namespace
}  // namespace broadsheet::ingest
