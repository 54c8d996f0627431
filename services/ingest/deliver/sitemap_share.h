// What of a sitemap is fetched at a poll: a share of it, since it may list 50,000 pages.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

class FeedMemory;

// Of the pages of a sitemap, or of the sitemaps of an index.
struct Share {
  // To be fetched, in this order.
  std::vector<Listed> taken;
  // Those that wait for the next poll.
  int64_t later = 0;
  // Those that were there before the feed was, and are left out for good.
  int64_t older = 0;
  // Those that list no articles.
  int64_t other = 0;
};

struct ShareRules {
  int most = 0;
  // What was there before is taken, too, over as many polls as it takes.
  bool all = false;
  // Of an index: its feed was not read before.
  bool is_new = false;
};

// The pages to fetch of the sitemap at `uri`, newest first: those that are not in `*memory`,
// and then those that have changed, unless more than half of all have, which tells that the
// dates are those of the sitemap. Of a sitemap that is not in `*memory` either, what is beyond
// `rules.most` is left out. What was taken or left out is in `*memory` then. Thread-safe.
Share ShareOfPages(const std::string& uri, const std::vector<Listed>& pages,
                   const ShareRules& rules, FeedMemory* memory);

// The sitemaps to read of an index, newest first: those that are new or have changed, or of
// which that is not said; of the latter, those first that were read longest ago. Beyond
// `rules.most`, those of a new feed are left out. What is named as lists of categories, tags,
// authors or media are is left out. Thread-safe.
Share ShareOfSitemaps(const std::vector<Listed>& sitemaps, const ShareRules& rules,
                      FeedMemory* memory);

// The kind of what waits for the next poll.
inline constexpr char kLater[] = "later";

// Counts what is not taken, by its kind.
void CountShare(const Share& share, v1::IngestCounts* counts);

// Notes that all was taken that a sitemap of an index had to give. Thread-safe.
void NoteRead(const Listed& sitemap, FeedMemory* memory);

}  // namespace broadsheet::ingest
