#include "ingest/deliver/rejected_entry.h"

#include <utility>
#include <vector>

#include "ingest/keep/entry_keys.h"
#include "ingest/text/canonical_uri.h"

namespace broadsheet::ingest {
namespace {

void Add(std::vector<std::string> more, std::vector<std::string>* keys) {
  for (std::string& key : more) keys->push_back(std::move(key));
}

}  // namespace

std::string OriginKind(const std::string& origin) { return origin.substr(0, origin.find('/')); }

Rejected RejectedBytes(const Delivery& delivery, const Material& material, v1::Reject::Step step,
                       const absl::Status& reason) {
  Rejected rejected;
  rejected.origin = delivery.origin;
  rejected.uri = material.uri;
  rejected.step = step;
  rejected.reason = reason;
  rejected.media_type = material.content_type;
  rejected.settings = delivery.settings;
  if (OriginKind(delivery.origin) == kPagesOrigin) {
    for (const std::string& uri : {material.uri, delivery.entry_uri}) {
      if (!uri.empty()) Add(EntryKeys(SiteOf(uri), uri), &rejected.keys);
    }
  }
  return rejected;
}

Rejected RejectedEntry(const Delivery& delivery, const Material& material,
                       const article::v1::Article* prepared, v1::Reject::Step step,
                       const absl::Status& reason, Entry remains) {
  Rejected rejected = RejectedBytes(delivery, material, step, reason);
  Add(EntryKeys(remains.article), &rejected.keys);
  if (prepared != nullptr) Add(EntryKeys(*prepared), &rejected.keys);
  if (!rejected.keys.empty()) {
    rejected.keys.push_back(SiteKey(remains.article.source().site_uri()));
  }
  rejected.entry = std::move(remains.id);
  rejected.raw = std::move(remains.raw);
  rejected.source = std::move(*remains.article.mutable_source());
  return rejected;
}

}  // namespace broadsheet::ingest
