#include "ingest/parser/parser_main.h"

#include <sys/prctl.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/parser/framing.h"
#include "ingest/parser/messages.h"
#include "ingest/parser/protocol.pb.h"
#include "ingest/parser/sandbox.h"
#include "ingest/prepare/gazetteer.h"

namespace broadsheet::ingest {
namespace {

using parser::Request;
using parser::Response;

// Libraries load tables when they are used first, some from files: once now, while there
// are files.
void WarmUp(const Gazetteer& gazetteer) {
  constexpr char kPage[] =
      "<!doctype html><meta charset=gb2312><title>Warm up</title><article><h1>Warm up</h1><p>"
      "A text long enough for its language to be seen, and for all that is made of it.</p>"
      "<a href='//example.com/?utm_source=x'>Continue reading</a></article>";
  constexpr char kFeed[] =
      "<?xml version='1.0' encoding='windows-1252'?><rss version='2.0'><channel><title>Warm</title>"
      "<item><title>Up</title><link>https://example.com/a</link><description>&lt;p&gt;Shenzhen"
      "&lt;/p&gt;</description><pubDate>Tue, 27 Oct 2026 08:00:00 GMT</pubDate></item>"
      "</channel></rss>";
  const auto ignore = [](Response) {};
  Request page;
  page.mutable_page()->set_bytes(kPage);
  page.mutable_page()->set_uri("https://example.com/");
  DoWork(page, gazetteer, ignore);
  Request feed;
  feed.mutable_feed()->set_bytes(kFeed);
  feed.mutable_preparation();
  DoWork(feed, gazetteer, ignore);
}

// What is answered to one request. An answer may wait for others, but not for one that takes
// its time; a document does not wait for its entries, which have theirs.
class Answers {
 public:
  Answers(FrameWriter& writer, bool at_once, absl::Duration limit)
      : writer_(writer), at_once_(at_once), limit_(limit) {}

  void Add(Response response) {
    constexpr size_t kEnoughBytes = 64 << 10;
    constexpr absl::Duration kLongestWait = absl::Milliseconds(20);
    response.set_peak_memory_bytes(PeakMemoryBytes());
    const bool at_once = at_once_ || response.has_document();
    if (!writer_.Add(response).ok()) std::_Exit(kOutOfMemory);
    const absl::Time now = absl::Now();
    if (at_once || writer_.bytes() > kEnoughBytes || now > sent_ + kLongestWait) Send();
  }

  // Each item has its own time to work. It can't use more than passes, so that what is sent in
  // between may share.
  void Send() {
    if (!writer_.Flush(absl::InfiniteFuture()).ok()) std::_Exit(EXIT_SUCCESS);
    LimitProcessorTime(limit_);
    sent_ = absl::Now();
  }

 private:
  FrameWriter& writer_;
  const bool at_once_;
  const absl::Duration limit_;
  absl::Time sent_ = absl::Now();
};

absl::Status Serve(Work work) {
  FrameReader reader(kParserSocket);
  FrameWriter writer(kParserSocket);
  parser::Setup setup;
  RETURN_IF_ERROR(reader.Read(&setup, absl::InfiniteFuture()));
  ASSIGN_OR_RETURN(const Gazetteer gazetteer, Gazetteer::Parse(setup.gazetteer()));
  WarmUp(gazetteer);
  parser::Ready ready;
  ready.set_confinement(EnterSandbox(setup.memory_bytes()));
  ready.set_peak_memory_bytes(PeakMemoryBytes());
  const absl::Duration limit = absl::Seconds(setup.cpu_seconds());
  LimitProcessorTime(limit);
  RETURN_IF_ERROR(writer.Add(ready));
  RETURN_IF_ERROR(writer.Flush(absl::InfiniteFuture()));
  while (true) {
    Request request;
    RETURN_IF_ERROR(reader.Read(&request, absl::InfiniteFuture()));
    Answers answers(writer, request.answer_at_once(), limit);
    work(request, gazetteer, [&](Response response) { answers.Add(std::move(response)); });
    answers.Send();
  }
}

}  // namespace

bool IsParserProcess(int argc, char** argv) {
  return argc == 2 && std::strcmp(argv[1], kParserArgument) == 0;
}

int RunParserProcess(Work work) {
  prctl(PR_SET_NAME, "ingest-parser");
  try {
    // Only a socket that is closed ends it: ingest has gone, or needs it no more.
    Serve(work).IgnoreError();
  } catch (const std::bad_alloc&) {
    std::_Exit(kOutOfMemory);
  }
  std::_Exit(EXIT_SUCCESS);
}

}  // namespace broadsheet::ingest
