#include "web/route.h"

#include <gtest/gtest.h>

namespace broadsheet::web {
namespace {

void ExpectRoute(const char* path, Page page, const std::string& argument, Format format) {
  const Route route = ParseRoute(path);
  EXPECT_EQ(route.page, page) << path;
  EXPECT_EQ(route.argument, argument) << path;
  EXPECT_EQ(route.format, format) << path;
}

TEST(RouteTest, KnowsShelvesAndTheirFeeds) {
  ExpectRoute("/", Page::kFront, "", Format::kHtml);
  ExpectRoute("/feed/", Page::kFront, "", Format::kRss);
  ExpectRoute("/feed/atom/", Page::kFront, "", Format::kAtom);
  ExpectRoute("/category/tech/", Page::kCategory, "tech", Format::kHtml);
  ExpectRoute("/category/tech/feed/", Page::kCategory, "tech", Format::kRss);
  ExpectRoute("/category/feed/feed/atom/", Page::kCategory, "feed", Format::kAtom);
  ExpectRoute("/tag/深圳/feed/atom/", Page::kTag, "深圳", Format::kAtom);
}

TEST(RouteTest, KnowsMentionsAndJsonFeeds) {
  ExpectRoute("/about/shenzhen/", Page::kMention, "shenzhen", Format::kHtml);
  ExpectRoute("/about/shenzhen/feed/", Page::kMention, "shenzhen", Format::kRss);
  ExpectRoute("/feed/json/", Page::kFront, "", Format::kJson);
  ExpectRoute("/category/tech/feed/json/", Page::kCategory, "tech", Format::kJson);
  ExpectRoute("/tag/json/", Page::kTag, "json", Format::kHtml);
}

TEST(RouteTest, KnowsSitemaps) {
  ExpectRoute("/sitemap.xml", Page::kSitemap, "", Format::kHtml);
  ExpectRoute("/sitemap/2026-11.xml", Page::kSitemap, "2026-11", Format::kHtml);
  ExpectRoute("/sitemap/2026-11-13.xml", Page::kSitemap, "2026-11-13", Format::kHtml);
  ExpectRoute("/sitemap/news.xml", Page::kSitemap, "news", Format::kHtml);
  for (const char* path : {"/sitemap/.xml", "/sitemap/2026.xml", "/sitemap/2026-1.xml",
                           "/sitemap/a-b.xml", "/sitemap/2026-11-13-1.xml", "/sitemap/"}) {
    EXPECT_EQ(ParseRoute(path).page, Page::kNotFound) << path;
  }
}

TEST(RouteTest, KnowsArticlesByTheirPath) {
  ExpectRoute("/2026/03/12/one-plug-2", Page::kArticle, "2026/03/12/one-plug-2", Format::kHtml);
  ExpectRoute("/2026/03/12/广州地铁", Page::kArticle, "2026/03/12/广州地铁", Format::kHtml);
}

TEST(RouteTest, MovesToTheOneSpellingOfAnAddress) {
  ExpectRoute("/category/tech", Page::kMovedPermanently, "/category/tech/", Format::kHtml);
  ExpectRoute("/feed", Page::kMovedPermanently, "/feed/", Format::kHtml);
  ExpectRoute("/2026/03/12/one-plug/", Page::kMovedPermanently, "/2026/03/12/one-plug",
              Format::kHtml);
  ExpectRoute("/Category/TECH", Page::kMovedPermanently, "/category/tech/", Format::kHtml);
  ExpectRoute("/tag/ÉTÉ/feed/", Page::kMovedPermanently, "/tag/été/feed/", Format::kHtml);
  ExpectRoute("/2026/03/12/One-Plug", Page::kMovedPermanently, "/2026/03/12/one-plug",
              Format::kHtml);
  ExpectRoute("/search/", Page::kMovedPermanently, "/search", Format::kHtml);
}

TEST(RouteTest, RefusesWhatIsNoSlugOrNoPage) {
  for (const char* path : {"", "category/tech/", "//", "/category/", "/category/a/b/",
                           "/category/tech/page/2/", "/2026/3/12/one-plug", "/2026/03/12/",
                           "/2026/03/12/../x", "/tag/a b/", "//evil.example/"}) {
    EXPECT_EQ(ParseRoute(path).page, Page::kNotFound) << path;
  }
}

}  // namespace
}  // namespace broadsheet::web
