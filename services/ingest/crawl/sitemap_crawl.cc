#include "ingest/crawl/sitemap_crawl.h"

#include <utility>
#include <vector>

#include "common/status.h"
#include "ingest/deliver/counts.h"

namespace broadsheet::ingest {
namespace {

constexpr int kMaxSitemaps = 10;
// Indexes that list indexes are against the protocol, and there are some.
constexpr int kMaxDepth = 2;

}  // namespace

// One reading of a sitemap and what is below it.
struct SitemapCrawl::Walk {
  const Call& call;
  Attempt& attempt;
  // Its `most_pages` is what is left of them.
  Delivery delivery;
  bool is_new;
  int sitemaps_left = kMaxSitemaps;
  std::vector<FullText> pages;
  IntakeReport* report;
};

absl::Status SitemapCrawl::Read(const Call& call, Attempt& attempt, const Delivery& delivery,
                                bool is_new, IntakeReport* report) {
  Walk walk{call, attempt, delivery, is_new, kMaxSitemaps, std::move(report->pages), report};
  const std::vector<Listed> sitemaps = std::move(report->sitemaps);
  RETURN_IF_ERROR(ReadIndex(sitemaps, 1, &walk));
  // What changes in a sitemap need not show in its index.
  if (!sitemaps.empty()) report->waits = true;
  return crawler_.TakeListed(call, attempt, delivery, walk.pages, report);
}

absl::Status SitemapCrawl::ReadIndex(const std::vector<Listed>& sitemaps, int depth, Walk* walk) {
  if (sitemaps.empty()) return absl::OkStatus();
  const bool all = walk->delivery.settings.read_archive();
  Share share =
      ShareOfSitemaps(sitemaps, {walk->sitemaps_left, all, walk->is_new}, walk->delivery.memory);
  walk->sitemaps_left -= static_cast<int>(share.taken.size());
  for (const Listed& sitemap : share.taken) {
    // What a new feed can't take is left out, and so has to be read.
    if (walk->delivery.most_pages > 0 || (walk->is_new && !all)) {
      RETURN_IF_ERROR(ReadSitemap(sitemap, depth, walk));
    } else {
      ++share.later;
    }
  }
  CountShare(share, &walk->report->counts);
  if (share.later > 0) walk->report->waits = true;
  return absl::OkStatus();
}

absl::Status SitemapCrawl::ReadSitemap(const Listed& sitemap, int depth, Walk* walk) {
  RETURN_IF_ERROR(walk->attempt.MoveTo(walk->call.deadline, sitemap.uri));
  absl::StatusOr<IntakeReport> read =
      crawler_.TakeFeedAt(walk->call, walk->attempt, walk->delivery, sitemap.uri);
  if (!read.ok()) {
    if (walk->call.over() || absl::IsDeadlineExceeded(read.status())) return read.status();
    return crawler_.NoteUnread(walk->call, walk->delivery, sitemap.uri, read.status(),
                               walk->report);
  }
  walk->delivery.most_pages -= static_cast<int>(read->pages.size());
  walk->pages.insert(walk->pages.end(), read->pages.begin(), read->pages.end());
  if (walk->report->title.empty()) walk->report->title = read->title;
  const bool was_waiting = std::exchange(walk->report->waits, false);
  if (depth < kMaxDepth) {
    RETURN_IF_ERROR(ReadIndex(read->sitemaps, depth + 1, walk));
  } else {
    CountLeftOut("other", std::ssize(read->sitemaps), &walk->report->counts);
  }
  const bool waits = read->waits || walk->report->waits;
  if (!waits) NoteRead(sitemap, walk->delivery.memory);
  walk->report->waits = was_waiting || waits;
  walk->report->Add(*std::move(read));
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
