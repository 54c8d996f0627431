#include "ingest/documents.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest::bench {
namespace {

// So that no address is another's.
std::string Link(Random& random) {
  return absl::StrCat("https://news.example.com/2026/03/", random(), "/headline");
}

}  // namespace

std::string Body(Random& random, size_t bytes) {
  static constexpr std::array kWords = {
      "the",       "of",        "a",        "Shenzhen", "maker",      "network",  "said",
      "Tencent",   "factory",   "chips",    "in",       "and",        "its",      "new",
      "plan",      "Guangzhou", "to",       "programs", "artificial", "learning", "on",
      "research",  "with",      "Huawei",   "city’s",   "“smart”",    "port",     "深圳",
      "engineers", "would",     "quarter,", "year.",    "makers",     "builds",   "robots",
      "that",      "people",    "use",      "every",    "day."};
  std::string body;
  while (body.size() < bytes) {
    body += "<p class=\"wp-block-paragraph\">";
    for (int word = 0; word < 60; ++word)
      absl::StrAppend(&body, kWords[random() % kWords.size()], " ");
    absl::StrAppend(&body, "<a href=\"/2026/03/", random() % 1000,
                    "/?utm_source=feed\">more</a> &amp; <em>more</em>.</p>\n");
  }
  return body;
}

std::string Feed(Random& random, int posts, size_t post_bytes) {
  std::string feed =
      "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>"
      "<title>News</title><link>https://news.example.com/</link><language>en-US</language>";
  for (int post = 0; post < posts; ++post) {
    const std::string link = Link(random);
    absl::StrAppend(&feed, "<item><title>Headline ", random(), " of the day</title><link>", link,
                    "</link><guid isPermaLink=\"false\">", link, "</guid>",
                    "<pubDate>Tue, 31 Mar 2026 08:00:00 +0800</pubDate>",
                    "<dc:creator><![CDATA[A Reporter]]></dc:creator>",
                    "<category><![CDATA[Tech]]></category><category><![CDATA[5G]]></category>");
    absl::StrAppend(&feed, "<content:encoded><![CDATA[", Body(random, post_bytes),
                    "]]></content:encoded></item>\n");
  }
  return feed + "</channel></rss>";
}

std::vector<std::string> Pages(Random& random) {
  std::vector<std::string> pages(20);
  for (std::string& page : pages) {
    page =
        "<!doctype html><html lang=en><head><title>Headline - News</title></head><body><nav><ul>";
    for (int item = 0; item < 100; ++item) {
      absl::StrAppend(&page, "<li class=\"menu-item\"><a href=\"/tag/", random(), "\">Topic ", item,
                      "</a></li>");
    }
    absl::StrAppend(&page, "</ul></nav><article><h1>Headline ", random(),
                    "</h1><time datetime=\"2026-03-31\"></time><div class=\"entry-content\">",
                    Body(random, 20000), "</div></article></body></html>");
  }
  return pages;
}

}  // namespace broadsheet::ingest::bench
