// The older documents of a feed (RFC 5005): those of an archived feed by links of rel
// "prev-archive", those of a paged one by "next".
#pragma once

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/deliver/intake.h"
#include "ingest/quarantine/attempts.h"

namespace broadsheet::ingest {

// How far a feed's archive was read.
struct ArchivePlace {
  // Documents read.
  int pages = 0;
  // The next one; empty where the feed itself says.
  std::string next_uri;
  // When reading it began, and when there was no more to read.
  std::optional<absl::Time> begin_time;
  std::optional<absl::Time> end_time;
};

// Thread-safe.
class FeedArchive {
 public:
  // Is told of the place after each document; its error ends the reading.
  using Note = absl::FunctionRef<absl::Status(const ArchivePlace&)>;

  // At most `max_pages` of a feed are read. What is given must outlive it.
  FeedArchive(PageCrawler& crawler, int max_pages) : crawler_(crawler), max_pages_(max_pages) {}

  // Goes on from `*place` to the archive's end, which it marks there: where no link leads
  // on, where one leads back, where a document has no entries or none that were not in
  // those before, at `max_pages`, and at what can't be read, which is kept as a reject. All
  // counts as observed before `place->begin_time`, and the later the less.
  //
  // OK, without an end, where the call is over or a server or storage is away for now: the
  // next poll goes on. Adds to `*report`. `attempt` is on each document in turn.
  absl::Status Read(const Call& call, Attempt& attempt, const Delivery& delivery,
                    ArchivePlace* place, IntakeReport* report, Note note);

 private:
  absl::StatusOr<IntakeReport> ReadPage(const Call& call, Attempt& attempt, Delivery delivery,
                                        const ArchivePlace& place);

  PageCrawler& crawler_;
  const int max_pages_;
};

}  // namespace broadsheet::ingest
