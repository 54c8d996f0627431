// What reading documents costs, in one run on one machine: beside the libraries that parse
// them, and in a parser process beside this one.
//
//   bench_ingest [--seconds=N]
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "common/metrics.h"
#include "common/rpc/client.h"
#include "ingest/documents.h"
#include "ingest/entry_cost.h"
#include "ingest/fixtures.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/must.h"
#include "ingest/pages/page_parser.h"
#include "ingest/parser/parser.h"

ABSL_FLAG(int, seconds, 10, "how long each kind of document is measured");

namespace broadsheet::ingest::bench {
namespace {

constexpr char kUri[] = "https://news.example.com/tech/";

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
  const absl::Duration duration = absl::Seconds(absl::GetFlag(FLAGS_seconds));
  PrintEntryCost(duration / 2);
  std::printf("What parser processes cost:\n");
  Metrics metrics;
  const std::unique_ptr<ParserPool> pool = StartPool(metrics);
  Parser parser(*pool);
  const Call call = BackgroundCall("bench", absl::Hours(1));
  const PipelineContext context = testing::TestContext("feeds/1");
  const auto prepare_here = [&](const Document& document) {
    for (const Entry& entry : document.entries) Prepare(entry, context).IgnoreError();
  };
  const Preparation preparation = {.context = context};
  Random random(1);
  std::vector<std::string> feeds(20);
  for (std::string& feed : feeds) feed = Feed(random, 10, 6000);
  Compare(
      "feeds", feeds,
      [&](const std::string& bytes) { prepare_here(Must(ParseFeed(bytes, "", kUri))); },
      [&](const std::string& bytes) {
        Must(parser.ReadFeed(call, {bytes, "", kUri}, preparation));
      });
  Compare(
      "pages", Pages(random),
      [&](const std::string& bytes) {
        prepare_here(Must(ParseHtmlPage(bytes, "", kUri)).document);
      },
      [&](const std::string& bytes) {
        Must(parser.ReadPage(call, {bytes, "", kUri}, PageKind::kAny, preparation));
      });
}

}  // namespace
}  // namespace broadsheet::ingest::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  broadsheet::ingest::bench::Run();
}
