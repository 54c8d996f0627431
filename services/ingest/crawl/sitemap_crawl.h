// The pages that a sitemap lists, and the sitemaps that an index does.
#pragma once

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "ingest/crawl/page_crawler.h"
#include "ingest/deliver/intake.h"
#include "ingest/deliver/sitemap_share.h"
#include "ingest/quarantine/attempts.h"

namespace broadsheet::ingest {

// Thread-safe.
class SitemapCrawl {
 public:
  // At most `max_pages` are fetched at a poll. What is given must outlive it.
  SitemapCrawl(PageCrawler& crawler, int max_pages) : crawler_(crawler), max_pages_(max_pages) {}

  int max_pages() const { return max_pages_; }

  // Fetches what `*report`, of a sitemap that was taken in, says is to be fetched: pages, or
  // the sitemaps of an index, 10 at a time and two indexes deep, with their pages. A
  // sitemap or page that can't be read is a reject. Adds to `*report`, and to the delivery's
  // memory, which counts once all is read. `is_new` says that the feed was read for the first
  // time. `attempt` is on each document in turn.
  absl::Status Read(const Call& call, Attempt& attempt, const Delivery& delivery, bool is_new,
                    IntakeReport* report);

 private:
  struct Walk;

  absl::Status ReadIndex(const std::vector<Listed>& sitemaps, int depth, Walk* walk);
  absl::Status ReadSitemap(const Listed& sitemap, int depth, Walk* walk);

  PageCrawler& crawler_;
  const int max_pages_;
};

}  // namespace broadsheet::ingest
