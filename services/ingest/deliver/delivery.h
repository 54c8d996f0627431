// What is delivered, by whom, and what it came to.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/article/v1/cursor.pb.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "ingest/identity/identity.h"
#include "ingest/keep/kept_fetches.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// How what is kept is read again.
struct Rereading {
  // Nothing is written or kept: `writes` has what would be written, and `refused` is how
  // many would be rejects.
  bool dry_run = false;
  // Whether an entry is to be taken.
  std::function<absl::StatusOr<bool>(const article::v1::Article&)> wants;
  std::vector<storage::v1::ArticleWrite> writes;
  int64_t refused = 0;
};

// Who delivers, and how the delivery is to be read.
struct Delivery {
  // As `ArticleWrite.origin`.
  std::string origin;
  // Its category_map, default_categories and identity_rule count.
  v1::Feed settings;
  absl::Time observe_time;
  bool allow_undelete = false;
  // Who delivers this again under the same id is answered as the first time; the
  // same id with other entries is INVALID_ARGUMENT. Empty: told by content alone.
  std::string request_id;
  // How long to wait for storage while it is away.
  absl::Duration patience = absl::Minutes(10);
  // The archive page that led to what is delivered; empty without one. What an
  // archive says of an article and what the article's own page says are kept
  // apart: they are of different origins.
  std::string archive_uri;
  // Of the article whose page it is, as what led to it says: whatever the page calls
  // itself. Empty where nothing led to it.
  std::string entry_uri;
  // What is known of the entries of the feed whose document it is; what is seen in this one
  // is added. Null for other documents.
  FeedMemory* memory = nullptr;
  // It has some of that feed's entries alone (kWholeFeedNeeded, identity.h).
  bool some_entries = false;
  // How many pages may be fetched of a sitemap.
  int most_pages = 0;
  // A page that is no article is left out: it was not said to be one.
  bool articles_only = false;
  // Where it is a document that is kept.
  Rereading* rereading = nullptr;
};

// Where an article's full text is: the target of its "Continue reading" link, or a page that a
// sitemap lists.
struct FullText {
  std::string uri;
  // The article's own; empty where the page is to say.
  std::string canonical_uri;
};

// What a delivery came to.
struct IntakeReport {
  // One for each entry, in order.
  std::vector<v1::PushResult> results;
  v1::IngestCounts counts;
  // Of the results that have an article, what they are told by, and its headlines beside
  // `results`; the ids of articles that storage would not take.
  std::vector<FetchedEntry> entries;
  std::vector<std::string> titles;
  std::vector<std::string> suppressed;
  // Unset where nothing was written.
  std::optional<article::v1::Cursor> read_after;

  // What the document said of itself.
  std::string title;
  std::string site_uri;
  std::string older_uri;
  std::string hub_uri;
  std::string self_uri;
  std::string defect;
  std::string overlooked_example;
  bool is_archive = false;
  // What identifies its entries, where the delivery has a memory.
  std::optional<Identity> identity;

  // The pages of entries whose rest is there; of those that were new or had changed.
  std::vector<FullText> full_texts;
  std::vector<FullText> new_full_texts;

  // Of a sitemap: the pages that are to be fetched now, the sitemaps that it lists, and
  // whether something of it waits for the next poll.
  bool is_sitemap = false;
  std::vector<FullText> pages;
  std::vector<Listed> sitemaps;
  bool waits = false;

  // Adds another one's results, counts, cursor and links.
  void Add(IntakeReport other);
};

// As `ArticleWrite.origin`: what an archive page says replaces what the same archive said
// before, and no more than that.
std::string WriteOrigin(const Delivery& delivery);

}  // namespace broadsheet::ingest
