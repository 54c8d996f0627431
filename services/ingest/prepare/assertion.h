// What an entry can be taken at its word for.
#pragma once

#include <set>
#include <string>

#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// How the texts and times of an entry came about.
struct TextFacts {
  bool has_body = false;
  bool teaser_stated = false;
  bool more_stated = false;
  bool image_stated = false;
  bool publish_time_exact = false;
};

// Names of the fields of Article that the entry speaks for: in storage they
// replace what another origin said before, all others only fill gaps. So that one
// article seen by a feed, an archive page and its own page settles instead of
// changing with every visit, only what the source states is asserted, and only by
// who sees all of it; what software made (a cut teaser, a link that follows from
// it, a detected language) never. Thread-safe.
std::set<std::string> AssertedFields(const Entry& entry, const TextFacts& facts);

}  // namespace broadsheet::ingest
