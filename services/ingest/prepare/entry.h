// What parsers make of the bytes that came in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/ingest/v1/feed.pb.h"

namespace broadsheet::ingest {

// Who says what an entry says, and so for what it can be taken at its word.
enum class Witness {
  // The publisher's own program, or a line of JSONL: speaks for all that it sets.
  kPublisher,
  // A feed: may cut texts, and mixes the site's own words with made ones.
  kFeed,
  // One of the posts that an archive page lists.
  kArchivePage,
  // The article's own page.
  kArticlePage,
  // The export of the software that publishes it: knows all, and holds what authors leave.
  kExport,
};

// One article as its source gave it: nothing cleaned, nothing derived.
struct Entry {
  Witness witness = Witness::kFeed;
  // The fields that the source states. HTML is raw, URIs are absolute or relative
  // to `base_uri`, the title is plain text. `language_code` is what the entry
  // itself declares; what the site declares is in `source`.
  article::v1::Article article;
  // Category and tag names in the source's words and order.
  std::vector<std::string> category_names;
  std::vector<std::string> tag_names;
  // Names that may be either: WordPress does not tell them apart in feeds.
  std::vector<std::string> category_or_tag_names;
  // The dates in the source's words, where `article` has no times.
  std::string publish_date;
  std::string update_date;
  // What relative links are relative to.
  std::string base_uri;
  // The picture that is the article's, by its id in the export that the entry is from:
  // another part of that says where it is. Empty without one.
  std::string image_id;
  // The markup says that the teaser is an excerpt, which software may have made.
  bool teaser_is_excerpt = false;
  // What tells the entry apart in a reject: its guid, link or line.
  std::string id;
  // Its bytes, for quarantine.
  std::string raw;
};

// What is told of an entry that can't be taken: its id and bytes, its source, guid and link.
// Takes the bytes.
Entry TakeRemains(Entry& entry);

// An entry that could not be read.
struct EntryError {
  std::string id;
  std::string raw;
  absl::Status status;
};

// A page that a sitemap lists, or a sitemap that an index does.
struct Listed {
  // Absolute.
  std::string uri;
  // When it changed last, as is said there.
  absl::Time change_time = absl::InfinitePast();
};

// A feed, a sitemap, an archive page, an export or a part of one, or a list of feeds.
struct Document {
  std::string title;
  // Absolute; empty where the document does not say.
  std::string site_uri;
  std::string language_code;
  // Where older entries go on; absolute, or empty.
  std::string older_uri;
  // Who tells of its changes (WebSub), and which address it is told by there; absolute, or
  // empty.
  std::string hub_uri;
  std::string self_uri;
  // What is wrong with its bytes first, such as "line 2, column 409: …"; empty where
  // nothing is. It is read nevertheless.
  std::string defect;
  std::vector<Entry> entries;
  // Entries that were left out on purpose, such as the drafts of an export.
  int64_t left_out = 0;
  // How many of those are of which kind: as IngestCounts.skipped_kinds.
  std::map<std::string, int64_t> left_out_kinds;
  // Readers' comments on the entries.
  int64_t comments = 0;
  // The categories that entries or feeds name by `categories/{slug}`, with titles and
  // parents; parents first.
  std::vector<article::v1::Category> categories;
  // Where the pictures are that entries may name: URIs by id.
  std::map<std::string, std::string> pictures;
  // What a list of feeds holds: addresses, titles, default categories.
  std::vector<v1::Feed> feeds;
  // Whether it is a sitemap or an index of sitemaps, and what it lists. Of pages that it says
  // more of there is an entry, too.
  bool is_sitemap = false;
  std::vector<Listed> pages;
  std::vector<Listed> sitemaps;
  // A bad entry harms none of its neighbours.
  std::vector<EntryError> errors;
};

// An article that a publisher pushed, as an entry.
Entry EntryOfPush(const article::v1::Article& article);

// Whether `document` has 100,000 entries, pages or sitemaps, and so takes no more;
// then it notes as an error that the rest is left out.
bool IsFull(Document& document);

}  // namespace broadsheet::ingest
