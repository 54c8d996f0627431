#include "cli/backup/article_upload.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Revision;
using storage::v1::StorageService;

// A request is sent when it is longer, behind the next revision that it may end with.
constexpr size_t kRequestBytes = 2 << 20;

// 0 where it has none.
int64_t NumberOf(const Revision& revision) {
  int64_t number = 0;
  const size_t slash = revision.name().rfind('/');
  const bool has_one =
      slash != std::string::npos && absl::SimpleAtoi(revision.name().substr(slash + 1), &number);
  return has_one ? number : 0;
}

}  // namespace

ArticleUpload::ArticleUpload(const Session& session, const storage::v1::ArchivedArticle& article)
    : session_(session) {
  *request_.mutable_article() = article;
}

absl::Status ArticleUpload::Add(const Revision& revision) {
  if (revision.ByteSizeLong() > kRequestBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(revision.name(), " is larger than any: ", revision.ByteSizeLong(), " bytes"));
  }
  newest_ = NumberOf(revision);
  *request_.add_revisions() = revision;
  const bool is_much = revision.has_snapshot() && request_.ByteSizeLong() > kRequestBytes;
  return is_much ? Send() : absl::OkStatus();
}

absl::Status ArticleUpload::Finish() {
  const int64_t told = std::max<int64_t>(request_.article().revision(), 1);
  if (newest_ < told) {
    return absl::InvalidArgumentError(absl::StrCat("revision ", told, " is missing"));
  }
  return request_.revisions().empty() ? absl::OkStatus() : Send();
}

absl::Status ArticleUpload::Send() {
  ASSIGN_OR_RETURN(const auto response, Call(session_, Service::kStorage,
                                             &StorageService::Stub::ImportArticle, request_));
  request_.clear_revisions();
  added_ += response.added();
  redacted_ += response.redacted();
  return absl::OkStatus();
}

}  // namespace broadsheet::cli
