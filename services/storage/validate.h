// What storage refuses to keep.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "storage/messages.h"

namespace broadsheet::storage {

inline constexpr int kMaxBatchWrites = 500;
inline constexpr size_t kMaxBatchBytes = 4 << 20;
inline constexpr size_t kMaxArticleBytes = 1 << 20;

// Whether a batch as a whole can be taken: INVALID_ARGUMENT blames `request_id`
// or `writes`. Thread-safe, as all here.
absl::Status CheckBatch(const v1::BatchWriteArticlesRequest& request);

// Whether one write can be kept, as far as it tells by itself. INVALID_ARGUMENT
// blames the field, under `path` ("writes[3]").
absl::Status CheckWrite(const ArticleWrite& write, const std::string& path);

// Whether all paths of a mask are fields of an article; INVALID_ARGUMENT blames
// the one that is not.
absl::Status CheckMask(const google::protobuf::FieldMask& mask, const std::string& path);

// The same for the content of an article that somebody edited.
absl::Status CheckArticle(const Article& article, const std::string& path);

}  // namespace broadsheet::storage
