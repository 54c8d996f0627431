#include "storage/validate.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/slug.h"
#include "common/status.h"
#include "storage/names.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

constexpr size_t kMaxRequestIdBytes = 64;
constexpr size_t kMaxOriginBytes = 256;
constexpr size_t kMaxDigestBytes = 64;

absl::Status CheckTime(bool is_set, const google::protobuf::Timestamp& time,
                       const std::string& path) {
  if (!is_set || IsValidTimestamp(time)) return absl::OkStatus();
  return InvalidField(path, absl::StrCat(time.seconds(), " s and ", time.nanos(),
                                         " ns are no time between the years 1 and 9999"));
}

absl::Status CheckShelves(const Article& article, const std::string& path) {
  for (int i = 0; i < article.categories_size(); ++i) {
    if (IsCategoryName(article.categories(i))) continue;
    return InvalidField(absl::StrCat(path, ".categories[", i, "]"),
                        absl::StrCat("'", article.categories(i), "' is not categories/{slug}"));
  }
  for (int i = 0; i < article.tags_size(); ++i) {
    if (IsSlug(article.tags(i))) continue;
    return InvalidField(absl::StrCat(path, ".tags[", i, "]"),
                        absl::StrCat("'", article.tags(i), "' is no slug"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBatch(const v1::BatchWriteArticlesRequest& request) {
  if (request.request_id().empty() || request.request_id().size() > kMaxRequestIdBytes) {
    return InvalidField("request_id",
                        absl::StrCat("has ", request.request_id().size(), " bytes; 1 to ",
                                     kMaxRequestIdBytes, " are allowed"));
  }
  if (request.writes_size() < 1 || request.writes_size() > kMaxBatchWrites) {
    return InvalidField("writes", absl::StrCat("has ", request.writes_size(), " elements; 1 to ",
                                               kMaxBatchWrites, " are allowed"));
  }
  // A single article may say for itself that it is too large.
  if (request.writes_size() > 1 && request.ByteSizeLong() > kMaxBatchBytes) {
    return InvalidField("writes", absl::StrCat("has ", request.ByteSizeLong(), " bytes; ",
                                               kMaxBatchBytes, " are allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckMask(const google::protobuf::FieldMask& mask, const std::string& path) {
  for (int i = 0; i < mask.paths_size(); ++i) {
    if (Article::descriptor()->FindFieldByName(mask.paths(i)) != nullptr) continue;
    return InvalidField(absl::StrCat(path, ".paths[", i, "]"),
                        absl::StrCat("'", mask.paths(i), "' is no field of an article"));
  }
  return absl::OkStatus();
}

absl::Status CheckArticle(const Article& article, const std::string& path) {
  if (absl::StripAsciiWhitespace(article.title()).empty()) {
    return InvalidField(path + ".title", "is empty");
  }
  if (const size_t bytes = article.ByteSizeLong(); bytes > kMaxArticleBytes) {
    return InvalidField(path,
                        absl::StrCat("has ", bytes, " bytes; ", kMaxArticleBytes, " are allowed"));
  }
  RETURN_IF_ERROR(
      CheckTime(article.has_publish_time(), article.publish_time(), path + ".publish_time"));
  RETURN_IF_ERROR(CheckTime(article.has_source_update_time(), article.source_update_time(),
                            path + ".source_update_time"));
  return CheckShelves(article, path);
}

absl::Status CheckWrite(const ArticleWrite& write, const std::string& path) {
  if (!write.has_article()) return InvalidField(path + ".article", "is missing");
  if (write.origin().empty() || write.origin().size() > kMaxOriginBytes) {
    return InvalidField(path + ".origin",
                        absl::StrCat("has ", write.origin().size(), " bytes; 1 to ",
                                     kMaxOriginBytes, " are allowed"));
  }
  if (!write.has_observe_time()) return InvalidField(path + ".observe_time", "is missing");
  RETURN_IF_ERROR(CheckTime(true, write.observe_time(), path + ".observe_time"));
  if (write.observation_digest().empty() || write.observation_digest().size() > kMaxDigestBytes) {
    return InvalidField(path + ".observation_digest",
                        absl::StrCat("has ", write.observation_digest().size(), " bytes; 1 to ",
                                     kMaxDigestBytes, " are allowed"));
  }
  RETURN_IF_ERROR(CheckMask(write.asserted_fields(), path + ".asserted_fields"));
  return CheckArticle(write.article(), path + ".article");
}

}  // namespace broadsheet::storage
