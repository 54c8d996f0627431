// From what a source gave to what the archive keeps.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/article.pb.h"
#include "ingest/prepare/category_names.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

struct NormaliseRules {
  FilingRules filing;
  // Guids of this source can't be relied on: they are dropped.
  bool ignore_guids = false;
};

struct NormalisedEntry {
  // In normal form, nothing enriched yet, and not validated.
  article::v1::Article article;
  // The fields that the entry's witness speaks for.
  std::set<std::string> asserted;
  // The categories of the article, with the source's names as titles.
  std::vector<article::v1::Category> categories;
};

// Brings every field into its normal form (DESIGN, section 5) and fills what
// follows from others: text form, teaser, more-link, language, image, site.
// `observed` is when the entry was read. INVALID_ARGUMENT blames the field that
// has no normal form. Thread-safe.
absl::StatusOr<NormalisedEntry> Normalise(const Entry& entry, const NormaliseRules& rules,
                                          absl::Time observed);

}  // namespace broadsheet::ingest
