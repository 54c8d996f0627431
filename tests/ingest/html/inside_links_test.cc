#include "ingest/html/inside_links.h"

#include <gtest/gtest.h>

#include "ingest/html/sanitise.h"

namespace broadsheet::ingest {
namespace {

constexpr char kPage[] = "https://a.example/dir/page";

// Twice: what it comes to must stay as it is.
std::string Clean(const std::string& html, const SanitiseRules& rules = {kPage}) {
  const std::string once = Serialise(Sanitise(ParseFragment(html), rules));
  EXPECT_EQ(Serialise(Sanitise(ParseFragment(once), rules)), once) << html;
  return once;
}

TEST(InsideLinksTest, FootnotesLeadThereAndBack) {
  EXPECT_EQ(Clean("<p>Text<sup id=r1><a href=#fn1>1</a></sup></p>"
                  "<ol><li id=fn1>Note <a href=#r1>back</a></li></ol>"),
            "<p>Text<sup id=\"user-content-r1\"><a href=\"#user-content-fn1\">1</a></sup></p>\n"
            "<ol><li id=\"user-content-fn1\">Note <a href=\"#user-content-r1\">back</a></li></ol>");
}

TEST(InsideLinksTest, TheArticlesOwnAddressIsInsideToo) {
  for (const char* href :
       {"page#a", "https://a.example/dir/page#a", "http://www.a.example/dir/page/#a",
        "?utm_source=feed#a", " #a ", "#user-content-a"}) {
    EXPECT_EQ(Clean(std::string("<p><a href='") + href + "'>x</a></p><p id=a>y</p>"),
              "<p><a href=\"#user-content-a\">x</a></p>\n<p id=\"user-content-a\">y</p>")
        << href;
  }
  EXPECT_EQ(Clean("<p><a href='other#a'>x</a></p><p id=a>y</p>"),
            "<p><a href=\"https://a.example/dir/other#a\">x</a></p>\n<p>y</p>");
  const SanitiseRules feed{.base_uri = "https://a.example/feed/", .page_uri = kPage};
  EXPECT_EQ(Clean("<p><a href='../dir/page#a'>x</a></p><p id=a>y</p>", feed),
            "<p><a href=\"#user-content-a\">x</a></p>\n<p id=\"user-content-a\">y</p>");
}

TEST(InsideLinksTest, LinksToWhatIsNotHereLeadToThePage) {
  EXPECT_EQ(Clean("<a href=#comments>x</a>"),
            "<p><a href=\"https://a.example/dir/page#comments\">x</a></p>");
  EXPECT_EQ(Clean("<a href=#user-content-fn1>x</a>"),
            "<p><a href=\"https://a.example/dir/page#fn1\">x</a></p>");
  const SanitiseRules feed{.base_uri = "https://a.example/feed/", .page_uri = kPage};
  EXPECT_EQ(Clean("<a href=#comments>x</a>", feed),
            "<p><a href=\"https://a.example/dir/page#comments\">x</a></p>");
}

TEST(InsideLinksTest, OfTeasersAllLeadToThePage) {
  const SanitiseRules teaser{.base_uri = kPage, .links_stay_inside = false};
  EXPECT_EQ(Clean("<p>a<a href=#n>1</a></p><p id=n>b</p>", teaser),
            "<p>a<a href=\"https://a.example/dir/page#n\">1</a></p>\n<p>b</p>");
}

TEST(InsideLinksTest, KeepsNoOtherIds) {
  EXPECT_EQ(Clean("<p id=location name=forms class=x>a</p><img id=b name=cookie src=/i.png>"),
            "<p>a</p>\n<p><img src=\"https://a.example/i.png\"></p>");
}

TEST(InsideLinksTest, NamesOfWhatDissolvesGoToWhatIsThere) {
  const std::string link = "<p><a href=\"#user-content-n\">1</a></p>\n";
  const std::string note = "<p id=\"user-content-n\">Note</p>";
  for (const char* target :
       {"<a name=n></a><p>Note</p>", "<p><a name=n></a>Note</p>", "<p><a name=n>Note</a></p>",
        "<div id=n>Note</div>", "<div id=n><p>Note</p></div>", "<div><div id=n>Note</div></div>",
        "<section><li id=n>Note</section>", "<span id=n>Note</span>",
        "<p><span id=n>Note</span></p>"}) {
    EXPECT_EQ(Clean(std::string("<p><a href=#n>1</a></p>") + target), link + note) << target;
  }
}

TEST(InsideLinksTest, NamesOfOneElementAreOneId) {
  EXPECT_EQ(Clean("<p><a href=#a>1</a> <a href=#b>2</a></p><p id=a><a name=b></a>x</p>"),
            "<p><a href=\"#user-content-a\">1</a> <a href=\"#user-content-a\">2</a></p>\n"
            "<p id=\"user-content-a\">x</p>");
}

TEST(InsideLinksTest, TheFirstOfANameCounts) {
  EXPECT_EQ(Clean("<p><a href=#a>1</a></p><p id=a>x</p><p id=a>y</p>"),
            "<p><a href=\"#user-content-a\">1</a></p>\n<p id=\"user-content-a\">x</p>\n<p>y</p>");
}

TEST(InsideLinksTest, NamesMayBeOfAnyScript) {
  EXPECT_EQ(Clean("<p><a href='#注1'>1</a><a href='#%E6%B3%A81'>1</a></p><p id='注1'>x</p>"),
            "<p><a href=\"#user-content-%E6%B3%A81\">1</a>"
            "<a href=\"#user-content-%E6%B3%A81\">1</a></p>\n<p id=\"user-content-注1\">x</p>");
}

TEST(InsideLinksTest, NoNameIsTooOdd) {
  for (const char* name :
       {"", "a b", "&#x200b;", "a&#9;b", "\"><script>", "50%", "%00", "%", "'"}) {
    const std::string made =
        Clean(std::string("<p><a href=\"#") + name + "\">1</a></p><p id=\"" + name + "\">x</p>");
    EXPECT_EQ(made.find("<script"), std::string::npos) << made;
  }
  EXPECT_EQ(Clean("<p><a href='#50%25'>1</a></p><p id='50%'>x</p>"),
            "<p><a href=\"#user-content-50%25\">1</a></p>\n<p id=\"user-content-50%\">x</p>");
}

TEST(InsideLinksTest, StayInsideWhereNoAddressIsKnown) {
  EXPECT_EQ(Clean("<p><a href=#a>1</a><a href=#b>2</a></p><p id=a>x</p>", {}),
            "<p><a href=\"#user-content-a\">1</a><a href=\"#user-content-b\">2</a></p>\n"
            "<p id=\"user-content-a\">x</p>");
}

}  // namespace
}  // namespace broadsheet::ingest
