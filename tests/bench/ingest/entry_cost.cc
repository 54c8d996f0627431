#include "ingest/entry_cost.h"

#include <gumbo.h>
#include <libxml/parser.h>
#include <sys/resource.h>

#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "ingest/documents.h"
#include "ingest/fixtures.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/must.h"
#include "ingest/parser/parser.h"
#include "ingest/prepare/pipeline.h"

namespace broadsheet::ingest::bench {
namespace {

constexpr char kUri[] = "https://news.example.com/feed/";
constexpr int kEntries = 100;
constexpr size_t kEntryBytes = 3000;

absl::Duration ProcessorTime() {
  absl::Duration time;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used = {};
    getrusage(who, &used);
    time += absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime);
  }
  return time;
}

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

  // `finish` is part of what is measured, but for so much of it.
  void Add(
      const char* what, const std::function<void(size_t feed)>& read,
      const std::function<void()>& finish = [] {}, absl::Duration excess = absl::ZeroDuration()) {
    const absl::Duration before = ProcessorTime();
    const absl::Time end = absl::Now() + duration_;
    size_t feeds = 0;
    while (absl::Now() < end || feeds < sample_.feeds.size()) {
      read(feeds++ % sample_.feeds.size());
    }
    finish();
    const double seconds = absl::ToDoubleSeconds(ProcessorTime() - before - excess);
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
  const absl::Duration before = ProcessorTime();
  StartPool(metrics).reset();
  const absl::Duration start = ProcessorTime() - before;
  std::unique_ptr<ParserPool> pool = StartPool(metrics);
  std::optional<Parser> parser(*pool);
  const Call call = BackgroundCall("bench", absl::Hours(1));
  const auto read_there = [&](size_t i) {
    const Document document = Must(parser->ReadFeed(call, {sample.feeds[i], "", kUri}));
    Must(parser->PrepareAll(call, document.entries, context));
  };
  // Processor time of a process is known when it has ended.
  const auto end_parsers = [&] {
    parser.reset();
    pool.reset();
  };
  table.Add("read and prepared in a parser process", read_there, end_parsers, start);
}

}  // namespace broadsheet::ingest::bench
