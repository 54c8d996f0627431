#include "ingest/push.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/material.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxRequestIdBytes = 64;
constexpr size_t kMaxArticleBytes = 1 << 20;
constexpr size_t kMaxBatchBytes = 4 << 20;
constexpr int kMaxBatchArticles = 500;

// A publisher can send again; it should not wait long for storage.
constexpr absl::Duration kPatience = absl::Seconds(5);

absl::Status CheckRequestId(const std::string& id, bool required) {
  if (required && id.empty()) return InvalidField("request_id", "is required");
  if (id.size() <= kMaxRequestIdBytes) return CheckText("request_id", id);
  return InvalidField("request_id",
                      absl::StrCat("has ", id.size(), " bytes, the limit is ", kMaxRequestIdBytes));
}

absl::Status CheckSize(const article::v1::Article& article, const std::string& field) {
  const size_t bytes = article.ByteSizeLong();
  if (bytes <= kMaxArticleBytes) return absl::OkStatus();
  return InvalidField(field,
                      absl::StrCat("has ", bytes, " bytes, the limit is ", kMaxArticleBytes));
}

absl::Status CheckBatch(const v1::PushArticlesRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/true));
  if (request.articles_size() < 1 || request.articles_size() > kMaxBatchArticles) {
    return InvalidField("articles", absl::StrCat("has ", request.articles_size(),
                                                 " elements, not 1 to ", kMaxBatchArticles));
  }
  if (request.ByteSizeLong() > kMaxBatchBytes) {
    return InvalidField("articles", absl::StrCat("has ", request.ByteSizeLong(),
                                                 " bytes, the limit is ", kMaxBatchBytes));
  }
  for (int i = 0; i < request.articles_size(); ++i) {
    RETURN_IF_ERROR(CheckSize(request.articles(i), absl::StrCat("articles[", i, "]")));
  }
  return absl::OkStatus();
}

// Each caller's are of an origin of their own, and so are the ids of its requests.
std::string OriginOf(const Call& call) {
  return absl::StrCat(kPushOrigins, call.caller.empty() ? "anonymous" : call.caller);
}

Delivery PushDelivery(const Call& call, const std::string& request_id, bool allow_undelete) {
  Delivery delivery;
  delivery.request_id = request_id;
  delivery.origin = OriginOf(call);
  delivery.observe_time = absl::Now();
  delivery.allow_undelete = allow_undelete;
  delivery.patience = kPatience;
  return delivery;
}

void AddEntry(const article::v1::Article& article, Document* document) {
  document->entries.push_back(EntryOfPush(article));
  document->entries.back().raw = article.SerializeAsString();
}

// Storage knows the request by another id.
absl::Status ErrorOfPush(const absl::Status& status, const std::string& request_id) {
  if (InvalidFields(status) != std::vector<std::string>{"request_id"}) return status;
  return InvalidField("request_id",
                      absl::StrCat("'", request_id, "' was used for other content before"));
}

// `error` of the pipeline or of storage, which know of one article or of
// "writes[7].article", as one that blames `field`.
absl::Status BlameArticle(const google::rpc::Status& error, const std::string& field) {
  absl::Status status = FromRpcStatusBytes(error.SerializeAsString());
  for (const std::string& blamed : InvalidFields(status)) {
    std::string path = blamed;
    if (path.rfind("writes[", 0) == 0) path.erase(0, path.find('.') + 1);
    if (path.rfind("article", 0) != 0) continue;
    status = RenameField(status, blamed, path.replace(0, sizeof("article") - 1, field));
  }
  return status;
}

class BatchByBatch final : public PushStream {
 public:
  explicit BatchByBatch(Push& push) : push_(push) {}

  absl::Status OnMessage(const Call& call, v1::PushArticlesRequest request, Send send) override {
    ASSIGN_OR_RETURN(const v1::PushArticlesResponse response, push_.PushBatch(call, request));
    send(response);
    return absl::OkStatus();
  }

 private:
  Push& push_;
};

}  // namespace

std::unique_ptr<PushStream> Push::NewStream() { return std::make_unique<BatchByBatch>(*this); }

absl::StatusOr<IntakeReport> Push::Take(const Call& call, const Delivery& delivery,
                                        Document document) {
  absl::StatusOr<IntakeReport> report =
      intake_.TakeDocument(call, delivery, {.content_type = kPushMediaType}, std::move(document));
  if (!report.ok()) return ErrorOfPush(report.status(), delivery.request_id);
  return report;
}

absl::StatusOr<v1::PushArticleResponse> Push::PushArticle(const Call& call,
                                                          const v1::PushArticleRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id(), /*required=*/false));
  if (!request.has_article()) return InvalidField("article", "is required");
  RETURN_IF_ERROR(CheckSize(request.article(), "article"));
  Document document;
  AddEntry(request.article(), &document);
  ASSIGN_OR_RETURN(IntakeReport report,
                   Take(call, PushDelivery(call, request.request_id(), request.allow_undelete()),
                        std::move(document)));
  if (report.results[0].has_error()) return BlameArticle(report.results[0].error(), "article");
  v1::PushArticleResponse response;
  *response.mutable_result() = std::move(report.results[0]);
  if (report.read_after) *response.mutable_read_after() = *std::move(report.read_after);
  return response;
}

absl::StatusOr<v1::PushArticlesResponse> Push::PushBatch(const Call& call,
                                                         const v1::PushArticlesRequest& request) {
  RETURN_IF_ERROR(CheckBatch(request));
  Document document;
  for (const article::v1::Article& article : request.articles()) AddEntry(article, &document);
  ASSIGN_OR_RETURN(IntakeReport report,
                   Take(call, PushDelivery(call, request.request_id(), request.allow_undelete()),
                        std::move(document)));
  v1::PushArticlesResponse response;
  response.set_request_id(request.request_id());
  for (v1::PushResult& result : report.results) {
    if (result.has_error()) {
      const absl::Status error =
          BlameArticle(result.error(), absl::StrCat("articles[", response.results_size(), "]"));
      result.mutable_error()->ParseFromString(ToRpcStatusBytes(error));
    }
    *response.add_results() = std::move(result);
  }
  if (report.read_after) *response.mutable_read_after() = *std::move(report.read_after);
  return response;
}

}  // namespace broadsheet::ingest
