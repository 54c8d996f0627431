#include "ingest/deliver/delivery.h"

#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "ingest/deliver/counts.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kOriginDigestBytes = 8;

}  // namespace

void IntakeReport::Add(IntakeReport other) {
  std::move(other.results.begin(), other.results.end(), std::back_inserter(results));
  AddCounts(other.counts, &counts);
  if (other.read_after) read_after = std::move(other.read_after);
  std::move(other.full_texts.begin(), other.full_texts.end(), std::back_inserter(full_texts));
  std::move(other.new_full_texts.begin(), other.new_full_texts.end(),
            std::back_inserter(new_full_texts));
}

std::string WriteOrigin(const Delivery& delivery) {
  if (delivery.archive_uri.empty()) return delivery.origin;
  const std::string digest = Sha256(delivery.archive_uri).substr(0, kOriginDigestBytes);
  return absl::StrCat(delivery.origin, "/", absl::BytesToHexString(digest));
}

}  // namespace broadsheet::ingest
