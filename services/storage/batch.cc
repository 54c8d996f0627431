#include "storage/batch.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/sha256.h"
#include "common/status.h"
#include "storage/identity.h"
#include "storage/validate.h"

namespace broadsheet::storage {
namespace {

std::string DigestOf(const v1::BatchWriteArticlesRequest& request) {
  Sha256Stream digest;
  for (const ArticleWrite& write : request.writes()) {
    ArticleWrite stated;
    stated.set_origin(write.origin());
    stated.set_observation_digest(write.observation_digest());
    *stated.mutable_asserted_fields() = write.asserted_fields();
    stated.set_allow_undelete(write.allow_undelete());
    digest.Add(Sha256(stated.SerializeAsString()));
  }
  return digest.Finish();
}

// Why a write can't be kept, as far as it tells by itself.
absl::Status Check(const ArticleWrite& write, const std::vector<std::string>& keys, int index) {
  const std::string path = absl::StrCat("writes[", index, "]");
  RETURN_IF_ERROR(CheckWrite(write, path));
  if (!keys.empty()) return absl::OkStatus();
  return InvalidField(path + ".article",
                      "has neither a source_guid with a source.site_uri nor a canonical_uri of its "
                      "own: nothing identifies it");
}

}  // namespace

absl::StatusOr<Batch> PrepareBatch(v1::BatchWriteArticlesRequest request) {
  RETURN_IF_ERROR(CheckBatch(request));
  Batch batch;
  batch.request = std::move(request);
  batch.digest = DigestOf(batch.request);
  batch.bytes = batch.request.ByteSizeLong();
  std::vector<const ArticleWrite*> writes;
  for (const ArticleWrite& write : batch.request.writes()) writes.push_back(&write);
  BatchKeys keys = KeysOfBatch(writes);
  batch.keys = std::move(keys.keys);
  batch.shared_keys = std::move(keys.shared);
  for (const ArticleWrite* write : writes) {
    batch.former_keys.push_back(FormerKeysOf(write->article()));
  }
  for (int i = 0; i < batch.request.writes_size(); ++i) {
    batch.errors.push_back(Check(batch.request.writes(i), batch.keys[i], i));
  }
  return batch;
}

}  // namespace broadsheet::storage
