#include "ingest/pages/furniture.h"

#include <gtest/gtest.h>

#include "ingest/pages/content_score.h"

namespace broadsheet::ingest {
namespace {

constexpr char kText[] =
    "<p>The ferry company said on Friday that it would put two new boats on the night line.</p>"
    "<p>Both were built across the bay, and the first of them sails next week, with room for "
    "three hundred people.</p><p>Tickets are on sale from Monday at the pier and in shops.</p>";

std::string Cleaned(const std::string& html) {
  const HtmlNode page = ParseFragment(html);
  TextContext context{"Boats return", {"Dina Kiss"}, {}, "https://a.example/2026/boats/"};
  return Serialise(WithoutFurniture(page, context));
}

TEST(FurnitureTest, LeavesOutWhatStandsAroundTheText) {
  for (const char* furniture :
       {"<div class='article-share-bar'>Share this</div>", "<p class=byline>By Dina Kiss</p>",
        "<ul class=RelatedLinks><li>Other story</li></ul>", "<div>20 November 2026</div>",
        "<p>Advertisement</p>", "<div id=comments><p>First! And a long comment.</p></div>",
        "<p>See also: <a href='/other'>The other story of the day</a></p>",
        "<div style='display: none'>Unseen.</div>", "<nav>Home</nav>"}) {
    EXPECT_EQ(Cleaned(std::string(kText) + furniture), Cleaned(kText)) << furniture;
  }
}

TEST(FurnitureTest, BeginsBehindTheHeadline) {
  EXPECT_EQ(Cleaned(std::string("<div>Harbour</div><h1>Boats return</h1>") + kText),
            Cleaned(kText));
  EXPECT_EQ(Cleaned(std::string("<header>Harbour<h1>Boats return</h1></header>") + kText),
            Cleaned(kText));
}

TEST(FurnitureTest, WhatHasMostOfTheTextIsTheTextWhateverItIsCalled) {
  EXPECT_NE(Cleaned(std::string("<div class=has-sidebar>") + kText + "</div>").find("ferry"),
            std::string::npos);
  EXPECT_NE(Cleaned(std::string("<form id=page>") + kText + "</form>").find("ferry"),
            std::string::npos);
}

TEST(FurnitureTest, PutsWordsBelowAPictureIntoItsCaption) {
  for (const char* picture :
       {"<figure><img src=b.jpg><div>A boat. <span>Photo: Li</span></div></figure>",
        "<div class=image-box><img src=b.jpg><p>A boat. Photo: Li</p></div>"}) {
    const std::string html = Cleaned(std::string(kText) + picture);
    EXPECT_NE(html.find("<figure><img src=\"b.jpg\"><figcaption>"), std::string::npos) << html;
    EXPECT_NE(html.find("A boat."), std::string::npos) << html;
  }
}

TEST(RunningTextTest, GathersATextFromManyBoxes) {
  const std::string box = std::string("<div class=part>") + kText + "</div>";
  const HtmlNode page = ParsePage(
      "<div id=page><div class=menu><a href=/>Home</a></div><div id=all>" + box + box + box +
      "</div><div class=cards><div><h3><a href=/x>Other story</a></h3><p>A teaser "
      "of a story that is told somewhere else on this site.</p></div></div>"
      "<div class=commentlist>" +
      box + box + "</div></div>");
  const HtmlNode* text = FindRunningText(page);
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(text->Attribute("id"), "all");
}

TEST(RunningTextTest, FindsNothingWhereThereAreOnlyLinks) {
  EXPECT_EQ(FindRunningText(ParsePage("<ul><li><a href=/a>One thing</a><li>Two</ul>")), nullptr);
}

}  // namespace
}  // namespace broadsheet::ingest
