// Which entry of a feed's document is which of the document before.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ingest/identity/feed_memory.pb.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

using Seen = FeedMemory::Seen;
// Of the document before.
using Before = google::protobuf::RepeatedPtrField<Seen>;
// Of each entry, its place in the document before.
using Places = std::vector<int>;
inline constexpr int kNone = -1;
// What is remembered of one document.
inline constexpr int kMaxSeen = 1000;

// Something that two entries may have in common; nothing where a part of it is missing.
using Trait = std::function<std::optional<std::pair<uint64_t, uint64_t>>(const Seen&)>;
using Field = uint64_t (Seen::*)() const;

// All here is thread-safe.

// The text of an entry as it came: its body, or else its teaser.
const std::string& TextAsItCame(const Entry& entry);

// Digests of the first kMaxSeen.
std::vector<Seen> SeenOf(const std::vector<Entry>& entries);

Trait Both(Field first, Field second);
// That of those which pass.
Trait Where(Trait trait, std::function<bool(const Seen&)> passes);

// Gives each of `now` that has no place yet the place of the one in `before` that shares the
// trait with it, and with no other, if nobody has that.
void Pair(const std::vector<Seen>& now, const Before& before, const Trait& trait, Places* places);

// The same by two of title, date and text, for those that pass.
void PairByContent(const std::vector<Seen>& now, const Before& before,
                   const std::function<bool(const Seen&)>& passes, Places* places);

}  // namespace broadsheet::ingest
