#include "ingest/deliver/sitemap_share.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/sha256.h"
#include "ingest/deliver/counts.h"
#include "ingest/identity/feed_memory.pb.h"
#include "ingest/text/canonical_uri.h"

namespace broadsheet::ingest {
namespace {

using Sitemap = FeedMemory::Sitemap;
using Sitemaps = google::protobuf::RepeatedPtrField<Sitemap>;

// What is remembered of a feed: 13 bytes a page.
constexpr int kMostPages = 200'000;
constexpr int kMostSitemaps = 50'000;
// Of fewer changed pages nothing is concluded.
constexpr int kEnoughChanged = 10;

int64_t SecondsOf(const Listed& listed) {
  return listed.change_time == absl::InfinitePast() ? 0 : absl::ToUnixSeconds(listed.change_time);
}

// Newest first; what has no date stays in its order, behind.
void SortByTime(std::vector<Listed>* listed) {
  std::stable_sort(listed->begin(), listed->end(),
                   [](const Listed& a, const Listed& b) { return a.change_time > b.change_time; });
}

constexpr int kNone = -1;

int PlaceOf(uint64_t uri, const Sitemaps& sitemaps) {
  const auto found = std::find_if(sitemaps.begin(), sitemaps.end(),
                                  [&](const Sitemap& each) { return each.uri() == uri; });
  return found == sitemaps.end() ? kNone : static_cast<int>(found - sitemaps.begin());
}

// When pages changed, by their digests.
std::unordered_map<uint64_t, int64_t> KnownPages(const FeedMemory& memory) {
  std::unordered_map<uint64_t, int64_t> known;
  for (const Sitemap& sitemap : memory.sitemaps()) {
    for (int i = 0; i < sitemap.pages_size(); ++i) {
      int64_t& time = known[sitemap.pages(i)];
      time = std::max(time, sitemap.page_times(i));
    }
  }
  return known;
}

void Remember(uint64_t page, int64_t time, Sitemap* sitemap) {
  sitemap->add_pages(page);
  sitemap->add_page_times(time);
}

// Keeps within bounds: the pages go first of what was read longest ago.
void Forget(FeedMemory* memory) {
  Sitemaps& sitemaps = *memory->mutable_sitemaps();
  if (sitemaps.size() > kMostSitemaps) {
    sitemaps.DeleteSubrange(0, sitemaps.size() - kMostSitemaps);
  }
  int pages = 0;
  for (const Sitemap& sitemap : sitemaps) pages += sitemap.pages_size();
  for (Sitemap& sitemap : sitemaps) {
    if (pages <= kMostPages) return;
    pages -= sitemap.pages_size();
    sitemap.clear_pages();
    sitemap.clear_page_times();
  }
}

// A sitemap's pages against what is known of them.
struct Comparison {
  // Sorted as they are to be fetched.
  std::vector<Listed> fresh;
  std::vector<Listed> changed;
  // Known ones that are as they were, or whose dates say nothing; as they are remembered.
  Sitemap same;
};

Comparison Compare(const std::vector<Listed>& pages, const FeedMemory& memory) {
  const std::unordered_map<uint64_t, int64_t> known = KnownPages(memory);
  Comparison result;
  std::unordered_set<uint64_t> seen;
  int all = 0;
  for (const Listed& page : pages) {
    const uint64_t digest = Sha256Prefix(page.uri);
    if (!seen.insert(digest).second) continue;
    const auto found = known.find(digest);
    all += found == known.end() ? 0 : 1;
    if (found == known.end()) {
      result.fresh.push_back(page);
    } else if (SecondsOf(page) > found->second) {
      result.changed.push_back(page);
    } else {
      Remember(digest, found->second, &result.same);
    }
  }
  const int changed = static_cast<int>(result.changed.size());
  if (changed >= kEnoughChanged && changed > all / 2) {
    for (const Listed& page : result.changed) {
      Remember(Sha256Prefix(page.uri), SecondsOf(page), &result.same);
    }
    result.changed.clear();
  }
  SortByTime(&result.fresh);
  SortByTime(&result.changed);
  return result;
}

// Whether its name says that it lists what is no article, as those of WordPress, its plugins
// and Ghost do: "page-sitemap2.xml", "wp-sitemap-taxonomies-category-1.xml".
bool ListsNoArticles(const std::string& uri) {
  constexpr std::array<std::string_view, 18> kOthers = {
      "author",   "authors",  "attachment", "attachments", "category", "categories",
      "format",   "image",    "images",     "page",        "pages",    "product",
      "products", "taxonomy", "tag",        "tags",        "users",    "videos"};
  const std::string path = absl::AsciiStrToLower(PathOf(uri));
  const std::string name = path.substr(path.rfind('/') + 1);
  std::string last;
  for (const absl::string_view word :
       absl::StrSplit(absl::string_view(name).substr(0, name.find('.')),
                      absl::ByAnyChar("-_0123456789"), absl::SkipEmpty())) {
    if (word != "sitemap") last = std::string(word);
  }
  return std::find(kOthers.begin(), kOthers.end(), last) != kOthers.end();
}

}  // namespace

Share ShareOfPages(const std::string& uri, const std::vector<Listed>& pages,
                   const ShareRules& rules, FeedMemory* memory) {
  Comparison compared = Compare(pages, *memory);
  Sitemaps& sitemaps = *memory->mutable_sitemaps();
  Sitemap own = std::move(compared.same);
  own.set_uri(Sha256Prefix(uri));
  const int place = PlaceOf(own.uri(), sitemaps);
  // One that is in memory without its pages was left out, or is forgotten.
  const bool all = rules.all && place == kNone;
  const bool is_first = place == kNone || sitemaps[place].pages().empty();
  Share share;
  const auto is_full = [&] { return static_cast<int>(share.taken.size()) >= rules.most; };
  for (const Listed& page : compared.fresh) {
    if (is_full() && (all || !is_first)) {
      ++share.later;
      continue;
    }
    Remember(Sha256Prefix(page.uri), SecondsOf(page), &own);
    is_full() ? static_cast<void>(++share.older) : share.taken.push_back(page);
  }
  const std::unordered_map<uint64_t, int64_t> known = KnownPages(*memory);
  for (const Listed& page : compared.changed) {
    const uint64_t digest = Sha256Prefix(page.uri);
    Remember(digest, is_full() ? known.at(digest) : SecondsOf(page), &own);
    is_full() ? static_cast<void>(++share.later) : share.taken.push_back(page);
  }
  if (place != kNone) sitemaps.DeleteSubrange(place, 1);
  *sitemaps.Add() = std::move(own);
  Forget(memory);
  return share;
}

Share ShareOfSitemaps(const std::vector<Listed>& sitemaps, const ShareRules& rules,
                      FeedMemory* memory) {
  std::unordered_map<uint64_t, int> places;
  for (int i = 0; i < memory->sitemaps_size(); ++i) places[memory->sitemaps(i).uri()] = i;
  Share share;
  std::vector<std::pair<int, Listed>> wanted;
  for (const Listed& sitemap : sitemaps) {
    const auto found = places.find(Sha256Prefix(sitemap.uri));
    const int place = found == places.end() ? kNone : found->second;
    const int64_t time = SecondsOf(sitemap);
    if (ListsNoArticles(sitemap.uri)) {
      ++share.other;
    } else if (place == kNone || time == 0 || time > memory->sitemaps(place).change_time()) {
      wanted.emplace_back(place, sitemap);
    }
  }
  std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) {
    if (a.second.change_time != b.second.change_time) {
      return a.second.change_time > b.second.change_time;
    }
    return a.first < b.first;
  });
  for (auto& [place, sitemap] : wanted) {
    const bool is_full = static_cast<int>(share.taken.size()) >= rules.most;
    if (!is_full) {
      share.taken.push_back(std::move(sitemap));
    } else if (rules.is_new && !rules.all) {
      ++share.older;
      Sitemap& left_out = *memory->add_sitemaps();
      left_out.set_uri(Sha256Prefix(sitemap.uri));
      left_out.set_change_time(SecondsOf(sitemap));
    } else {
      ++share.later;
    }
  }
  Forget(memory);
  return share;
}

void CountShare(const Share& share, v1::IngestCounts* counts) {
  CountLeftOut(kLater, share.later, counts);
  CountLeftOut("older", share.older, counts);
  CountLeftOut("other", share.other, counts);
}

void NoteRead(const Listed& sitemap, FeedMemory* memory) {
  const uint64_t digest = Sha256Prefix(sitemap.uri);
  const int place = PlaceOf(digest, memory->sitemaps());
  Sitemap& noted = place == kNone ? *memory->add_sitemaps() : *memory->mutable_sitemaps(place);
  noted.set_uri(digest);
  noted.set_change_time(SecondsOf(sitemap));
}

}  // namespace broadsheet::ingest
