// What parser processes cost: documents read and prepared in this process and in a parser
// process, in turn, in one run on one machine.
//
//   bench_ingest [--seconds=N]
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "ingest/fixtures.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/pages/page_parser.h"
#include "ingest/parser/parser.h"

ABSL_FLAG(int, seconds, 10, "how long each kind of document is measured");

namespace broadsheet::ingest {
namespace {

constexpr char kUri[] = "https://news.example.com/tech/";

template <class T>
T Must(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "bench_ingest: %s\n", value.status().ToString().c_str());
  std::exit(EXIT_FAILURE);
}

// Running text with links and names in it, of about so many bytes; another one each time.
std::string Body(std::minstd_rand& random, size_t bytes) {
  static constexpr std::array kWords = {
      "the",     "of",       "a",          "Shenzhen", "maker", "network",  "said", "Tencent",
      "factory", "chips",    "in",         "and",      "its",   "new",      "plan", "Guangzhou",
      "to",      "programs", "artificial", "learning", "on",    "research", "with", "Huawei"};
  std::string body;
  while (body.size() < bytes) {
    body += "<p class=\"wp-block-paragraph\">";
    for (int word = 0; word < 60; ++word)
      absl::StrAppend(&body, kWords[random() % kWords.size()], " ");
    absl::StrAppend(&body, "<a href=\"/2026/03/", random() % 1000,
                    "/?utm_source=feed\">more</a>.</p>\n");
  }
  return body;
}

// As a WordPress blog has them: ten posts of 6 KB a feed.
std::vector<std::string> Feeds(std::minstd_rand& random) {
  std::vector<std::string> feeds(20);
  for (std::string& feed : feeds) {
    feed =
        "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
        "<title>News</title><link>https://news.example.com/</link>";
    for (int item = 0; item < 10; ++item) {
      absl::StrAppend(&feed, "<item><title>Headline ", random(), "</title><link>", kUri, random(),
                      "</link><pubDate>Tue, 31 Mar 2026 08:00:00 +0800</pubDate>"
                      "<category>Tech</category><content:encoded><![CDATA[",
                      Body(random, 6000), "]]></content:encoded></item>");
    }
    feed += "</channel></rss>";
  }
  return feeds;
}

// Pages of 30 KB, a third of it markup around the article.
std::vector<std::string> Pages(std::minstd_rand& random) {
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

// The median of what a document takes with each of the two, which run in turn: what else
// the machine does hits both.
void Compare(const char* what, const std::vector<std::string>& documents,
             const std::function<void(const std::string&)>& here,
             const std::function<void(const std::string&)>& there) {
  std::vector<double> here_seconds;
  std::vector<double> there_seconds;
  const auto time = [](const std::function<void(const std::string&)>& read,
                       const std::vector<std::string>& documents) {
    const absl::Time start = absl::Now();
    for (const std::string& document : documents) read(document);
    return absl::ToDoubleSeconds(absl::Now() - start) / static_cast<double>(documents.size());
  };
  const absl::Time end = absl::Now() + absl::Seconds(absl::GetFlag(FLAGS_seconds));
  while (absl::Now() < end) {
    here_seconds.push_back(time(here, documents));
    there_seconds.push_back(time(there, documents));
  }
  const auto median = [](std::vector<double>& values) {
    std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
    return values[values.size() / 2];
  };
  const double here_median = median(here_seconds);
  const double there_median = median(there_seconds);
  std::printf("%-8s %8.0f a second here, %8.0f in a parser process: %.3f of it\n", what,
              1 / here_median, 1 / there_median, here_median / there_median);
}

void Run() {
  Metrics metrics;
  ParserPool::Options options;
  options.binary = BROADSHEET_BINARY_DIR "/ingest";
  const auto pool = Must(ParserPool::Start(
      options, testing::ReadFile(BROADSHEET_SOURCE_DIR "/services/ingest/prepare/gazetteer.tsv"),
      metrics));
  Parser parser(*pool);
  const Call call = BackgroundCall("bench", absl::Hours(1));
  const PipelineContext context = testing::TestContext("feeds/1");
  const auto prepare_here = [&](const Document& document) {
    for (const Entry& entry : document.entries) Prepare(entry, context).IgnoreError();
  };
  const auto prepare_there = [&](const Document& document) {
    Must(parser.PrepareAll(call, document.entries, context));
  };
  std::minstd_rand random(1);
  Compare(
      "feeds", Feeds(random),
      [&](const std::string& bytes) { prepare_here(Must(ParseFeed(bytes, "", kUri))); },
      [&](const std::string& bytes) {
        prepare_there(Must(parser.ReadFeed(call, {bytes, "", kUri})));
      });
  Compare(
      "pages", Pages(random),
      [&](const std::string& bytes) {
        prepare_here(Must(ParseHtmlPage(bytes, "", kUri)).document);
      },
      [&](const std::string& bytes) {
        prepare_there(Must(parser.ReadPage(call, {bytes, "", kUri}, PageKind::kAny)).document);
      });
}

}  // namespace
}  // namespace broadsheet::ingest

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  broadsheet::ingest::Run();
}
