#include "ingest/identity/entry_pairs.h"

#include <iterator>
#include <map>
#include <set>

#include "common/sha256.h"
#include "ingest/identity/link_parts.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using Value = std::pair<uint64_t, uint64_t>;

uint64_t Digest(std::string_view text) { return text.empty() ? 0 : Sha256Prefix(text); }

Seen SeenOf(const Entry& entry) {
  Seen seen;
  const LinkParts link = SplitLink(entry.article.canonical_uri());
  seen.set_guid(Digest(entry.article.source_guid()));
  seen.set_link(Digest(link.bare));
  seen.set_title(Digest(CollapseSpace(entry.article.title())));
  seen.set_text(Digest(CollapseSpace(TextAsItCame(entry))));
  seen.set_date(Digest(entry.publish_date));
  for (const auto& [name, value] : link.parameters) {
    (*seen.mutable_parameters())[name] = Digest(value.empty() ? "=" : value);
  }
  return seen;
}

// The places of those that alone have what they have; kNone of others.
template <class Entries>
std::map<Value, int> Unique(const Entries& entries, const Trait& trait) {
  std::map<Value, int> places;
  for (int i = 0; i < static_cast<int>(entries.size()); ++i) {
    if (const auto value = trait(entries[i])) {
      const auto [found, is_new] = places.try_emplace(*value, i);
      if (!is_new) found->second = kNone;
    }
  }
  return places;
}

}  // namespace

const std::string& TextAsItCame(const Entry& entry) {
  const std::string& body = entry.article.body_html();
  return body.empty() ? entry.article.teaser_html() : body;
}

std::vector<Seen> SeenOf(const std::vector<Entry>& entries) {
  std::vector<Seen> seen;
  for (const Entry& entry : entries) {
    if (std::ssize(seen) == kMaxSeen) break;
    seen.push_back(SeenOf(entry));
  }
  return seen;
}

Trait Both(Field first, Field second) {
  return [=](const Seen& seen) -> std::optional<Value> {
    const uint64_t a = (seen.*first)();
    const uint64_t b = (seen.*second)();
    if (a == 0 || b == 0) return std::nullopt;
    return Value(a, b);
  };
}

Trait Where(Trait trait, std::function<bool(const Seen&)> passes) {
  return [=](const Seen& seen) { return passes(seen) ? trait(seen) : std::nullopt; };
}

void Pair(const std::vector<Seen>& now, const Before& before, const Trait& trait, Places* places) {
  const std::set<int> taken(places->begin(), places->end());
  const std::map<Value, int> in_before = Unique(before, trait);
  for (const auto& [value, place] : Unique(now, trait)) {
    const auto found = in_before.find(value);
    if (place == kNone || found == in_before.end() || found->second == kNone) continue;
    if ((*places)[place] != kNone || taken.contains(found->second)) continue;
    (*places)[place] = found->second;
  }
}

void PairByContent(const std::vector<Seen>& now, const Before& before,
                   const std::function<bool(const Seen&)>& passes, Places* places) {
  Pair(now, before, Where(Both(&Seen::title, &Seen::date), passes), places);
  const Places dated = *places;
  Pair(now, before, Where(Both(&Seen::title, &Seen::text), passes), places);
  for (size_t i = 0; i < now.size(); ++i) {
    if ((*places)[i] == dated[i]) continue;
    // The same words at another time are news, such as "All systems are up".
    const uint64_t date = before[(*places)[i]].date();
    if (date != 0 && now[i].date() != 0 && date != now[i].date()) (*places)[i] = kNone;
  }
  Pair(now, before, Where(Both(&Seen::text, &Seen::date), passes), places);
}

}  // namespace broadsheet::ingest
