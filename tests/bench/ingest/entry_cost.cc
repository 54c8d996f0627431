#include "ingest/entry_cost.h"

#include <gumbo.h>
#include <libxml/parser.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "ingest/documents.h"
#include "ingest/fixtures.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/must.h"
#include "ingest/parser/parser.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/processor_time.h"

namespace broadsheet::ingest::bench {
namespace {

constexpr char kUri[] = "https://news.example.com/feed/";
constexpr int kEntries = 100;
constexpr size_t kEntryBytes = 3000;

// Feeds with the HTML that is in them.
struct Sample {
  std::vector<std::string> feeds;
  std::vector<std::vector<std::string>> bodies;
  size_t bytes = 0;

  Sample() {
    Random random(1);
    for (int i = 0; i < 10; ++i) {
      feeds.push_back(Feed(random, kEntries, kEntryBytes));
      bytes += feeds.back().size();
      std::vector<std::string>& bodies_of_feed = bodies.emplace_back();
      for (const Entry& entry : Must(ParseFeed(feeds.back(), "", kUri)).entries) {
        bodies_of_feed.push_back(entry.article.body_html());
      }
    }
  }
};

class Table {
 public:
  Table(const Sample& sample, absl::Duration duration) : sample_(sample), duration_(duration) {
    std::printf("An entry of %zu bytes of HTML:\n", kEntryBytes);
  }

  // `others` are processes that take part.
  void Add(const char* what, const std::function<void(size_t feed)>& read,
           const std::vector<pid_t>& others = {}) {
    const absl::Duration before = ProcessorTime(others);
    const absl::Time end = absl::Now() + duration_;
    size_t feeds = 0;
    while (absl::Now() < end || feeds < sample_.feeds.size()) {
      read(feeds++ % sample_.feeds.size());
    }
    const double seconds = absl::ToDoubleSeconds(ProcessorTime(others) - before);
    const double entries = static_cast<double>(feeds) * kEntries;
    const double megabytes = static_cast<double>(sample_.bytes) / 1e6 /
                             static_cast<double>(sample_.feeds.size()) * static_cast<double>(feeds);
    std::printf("  %-42s %7.1f us  %7.1f MB/s\n", what, seconds / entries * 1e6,
                megabytes / seconds);
  }

 private:
  const Sample& sample_;
  const absl::Duration duration_;
};

void ParseByLibxml2(const std::string& feed) {
  xmlFreeDoc(xmlReadMemory(feed.data(), static_cast<int>(feed.size()), kUri, "UTF-8",
                           XML_PARSE_HUGE | XML_PARSE_NONET));
}

void ParseByGumbo(const std::vector<std::string>& bodies) {
  for (const std::string& body : bodies) {
    GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, body.data(), body.size());
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
}

}  // namespace

void PrintEntryCost(absl::Duration duration) {
  const Sample sample;
  const PipelineContext context = testing::TestContext("feeds/1");
  Table table(sample, duration);
  table.Add("libxml2, the feed", [&](size_t i) { ParseByLibxml2(sample.feeds[i]); });
  table.Add("gumbo, the HTML", [&](size_t i) { ParseByGumbo(sample.bodies[i]); });
  table.Add("read", [&](size_t i) { Must(ParseFeed(sample.feeds[i], "", kUri)); });
  table.Add("read and prepared", [&](size_t i) {
    for (const Entry& entry : Must(ParseFeed(sample.feeds[i], "", kUri)).entries) {
      Must(Prepare(entry, context));
    }
  });
  Metrics metrics;
  const std::unique_ptr<ParserPool> pool = StartPool(metrics);
  Parser parser(*pool);
  const Call call = BackgroundCall("bench", absl::Hours(1));
  const auto read_there = [&](size_t i) {
    Must(parser.ReadFeed(call, {sample.feeds[i], "", kUri}, {.context = context}));
  };
  read_there(0);  // Starts them all.
  table.Add("read and prepared in a parser process", read_there, pool->idle_pids());
}

}  // namespace broadsheet::ingest::bench
