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
#include "ingest/processor_time.h"

ABSL_FLAG(int, seconds, 10, "how long each kind of document is measured");

namespace broadsheet::ingest::bench {
namespace {

constexpr char kUri[] = "https://news.example.com/tech/";

using Read = std::function<void(const std::string&)>;

// How many documents are read in a second of a processor, of this process and of `others`.
double Rate(const std::vector<std::string>& documents, const std::vector<pid_t>& others,
            const Read& read) {
  const absl::Duration before = ProcessorTime(others);
  for (const std::string& document : documents) read(document);
  return static_cast<double>(documents.size()) /
         absl::ToDoubleSeconds(ProcessorTime(others) - before);
}

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

// The medians of rounds in which the two run in turn: what else the machine does hits both.
void Compare(const char* what, const std::vector<std::string>& documents, const Read& here,
             const Read& there, const ParserPool& pool) {
  std::vector<double> rates_here;
  std::vector<double> rates_there;
  for (const std::string& document : documents) there(document);  // Starts a process.
  const absl::Time end = absl::Now() + absl::Seconds(absl::GetFlag(FLAGS_seconds));
  while (absl::Now() < end) {
    rates_here.push_back(Rate(documents, {}, here));
    rates_there.push_back(Rate(documents, pool.idle_pids(), there));
  }
  std::printf("%-8s %8.0f a processor-second here, %8.0f in a parser process: %.3f of it\n", what,
              Median(rates_here), Median(rates_there), Median(rates_there) / Median(rates_here));
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
      },
      *pool);
  Compare(
      "pages", Pages(random),
      [&](const std::string& bytes) {
        prepare_here(Must(ParseHtmlPage(bytes, "", kUri)).document);
      },
      [&](const std::string& bytes) {
        Must(parser.ReadPage(call, {bytes, "", kUri}, PageKind::kAny, preparation));
      },
      *pool);
}

}  // namespace
}  // namespace broadsheet::ingest::bench

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  broadsheet::ingest::bench::Run();
}
