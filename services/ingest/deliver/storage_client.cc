#include "ingest/deliver/storage_client.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/log.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kAttemptTimeout = absl::Seconds(30);
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(2);
constexpr absl::Duration kCategoryLifetime = absl::Minutes(10);
constexpr size_t kMaxKnownCategories = 100'000;
constexpr char kActor[] = "ingest";

// Whether sending the same again may help: storage is away or busy, or it is not
// known what came of it.
bool IsWorthRepeating(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsAborted(status) || absl::IsUnknown(status) ||
         (absl::IsResourceExhausted(status) && Reason(status) == "OVERLOADED");
}

// Calls `method` until it answers for good, or until `give_up`.
template <class Request, class Response>
absl::Status CallPatiently(const Call& call, absl::Time give_up, const Request& request,
                           Response* response,
                           grpc::Status (storage::v1::StorageService::StubInterface::*method)(
                               grpc::ClientContext*, const Request&, Response*),
                           storage::v1::StorageService::StubInterface& stub) {
  absl::Duration pause = kFirstPause;
  while (true) {
    Call attempt = call;
    attempt.deadline = std::min(call.deadline, absl::Now() + kAttemptTimeout);
    const auto context = ContextFor(attempt);
    const absl::Status status = FromGrpc((stub.*method)(context.get(), request, response));
    if (status.ok() || !IsWorthRepeating(status)) return status;
    if (call.over() || absl::Now() + pause >= give_up) {
      return absl::IsUnavailable(status) ? Annotate(status, "storage can't be reached") : status;
    }
    absl::SleepFor(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

absl::Time GiveUpTime(const Call& call, absl::Duration patience) {
  return std::min(call.deadline, absl::Now() + patience);
}

}  // namespace

struct StorageClient::Stub {
  std::unique_ptr<storage::v1::StorageService::StubInterface> stub;
};

StorageClient::StorageClient(std::shared_ptr<grpc::Channel> channel)
    : stub_(new Stub{storage::v1::StorageService::NewStub(std::move(channel))}) {}

StorageClient::~StorageClient() = default;

absl::StatusOr<storage::v1::BatchWriteArticlesResponse> StorageClient::Write(
    const Call& call, const storage::v1::BatchWriteArticlesRequest& batch,
    absl::Duration patience) {
  storage::v1::BatchWriteArticlesResponse response;
  RETURN_IF_ERROR(CallPatiently(call, GiveUpTime(call, patience), batch, &response,
                                &storage::v1::StorageService::StubInterface::BatchWriteArticles,
                                *stub_->stub));
  if (response.results_size() != batch.writes_size()) {
    return absl::InternalError(absl::StrCat("storage answered ", response.results_size(),
                                            " results for ", batch.writes_size(), " writes"));
  }
  return response;
}

absl::Status StorageClient::EnsureCategories(const Call& call,
                                             const std::map<std::string, std::string>& titles,
                                             absl::Duration patience) {
  const absl::Time give_up = GiveUpTime(call, patience);
  for (const auto& [name, title] : titles) {
    if (IsKnown(name)) continue;
    article::v1::Category category;
    category.set_name(name);
    category.set_title(title);
    RETURN_IF_ERROR(Upsert(call, give_up, category, /*create_only=*/true).status());
    MarkKnown(name);
  }
  return absl::OkStatus();
}

absl::Status StorageClient::EnsureTree(const Call& call,
                                       const std::vector<article::v1::Category>& categories,
                                       absl::Duration patience) {
  const absl::Time give_up = GiveUpTime(call, patience);
  for (const article::v1::Category& category : categories) {
    const std::string& parent = category.parent();
    const std::string key =
        parent.empty() ? category.name() : absl::StrCat(category.name(), " ", parent);
    if (IsKnown(key)) continue;
    article::v1::Category alone = category;
    alone.clear_parent();
    ASSIGN_OR_RETURN(article::v1::Category held,
                     Upsert(call, give_up, alone, /*create_only=*/true));
    if (held.parent().empty() && !parent.empty()) {
      held.set_parent(parent);
      const absl::Status moved = Upsert(call, give_up, held, /*create_only=*/false).status();
      if (!moved.ok() && !absl::IsFailedPrecondition(moved)) return moved;
    }
    MarkKnown(category.name());
    MarkKnown(key);
  }
  return absl::OkStatus();
}

bool StorageClient::IsKnown(const std::string& category) {
  absl::MutexLock lock(&mutex_);
  if (absl::Now() >= forget_time_) {
    known_categories_.clear();
    forget_time_ = absl::Now() + kCategoryLifetime;
  }
  return known_categories_.count(category) > 0;
}

void StorageClient::MarkKnown(const std::string& category) {
  absl::MutexLock lock(&mutex_);
  if (known_categories_.size() >= kMaxKnownCategories) known_categories_.clear();
  known_categories_.insert(category);
}

absl::StatusOr<article::v1::Category> StorageClient::Upsert(const Call& call, absl::Time give_up,
                                                            const article::v1::Category& category,
                                                            bool create_only) {
  storage::v1::UpsertCategoryRequest request;
  *request.mutable_category() = category;
  request.set_create_only(create_only);
  request.set_actor(kActor);
  storage::v1::UpsertCategoryResponse response;
  RETURN_IF_ERROR(CallPatiently(call, give_up, request, &response,
                                &storage::v1::StorageService::StubInterface::UpsertCategory,
                                *stub_->stub));
  return std::move(*response.mutable_category());
}

absl::StatusOr<std::set<std::string>> StorageClient::ListCategories(const Call& call,
                                                                    absl::Duration patience) {
  storage::v1::ListCategoriesResponse response;
  RETURN_IF_ERROR(CallPatiently(
      call, GiveUpTime(call, patience), storage::v1::ListCategoriesRequest(), &response,
      &storage::v1::StorageService::StubInterface::ListCategories, *stub_->stub));
  std::set<std::string> names;
  for (const article::v1::Category& category : response.categories()) {
    names.insert(category.name());
  }
  return names;
}

absl::StatusOr<article::v1::Article> StorageClient::GetArticle(
    const Call& call, const storage::v1::GetArticleRequest& request) {
  article::v1::Article article;
  RETURN_IF_ERROR(FromGrpc(stub_->stub->GetArticle(ContextFor(call).get(), request, &article)));
  return article;
}

absl::StatusOr<storage::v1::UpdateArticleResponse> StorageClient::UpdateArticle(
    const Call& call, const storage::v1::UpdateArticleRequest& request) {
  storage::v1::UpdateArticleResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->stub->UpdateArticle(ContextFor(call).get(), request, &response)));
  return response;
}

absl::StatusOr<storage::v1::DeleteArticleResponse> StorageClient::DeleteArticle(
    const Call& call, const storage::v1::DeleteArticleRequest& request) {
  storage::v1::DeleteArticleResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->stub->DeleteArticle(ContextFor(call).get(), request, &response)));
  return response;
}

absl::StatusOr<storage::v1::UndeleteArticleResponse> StorageClient::UndeleteArticle(
    const Call& call, const storage::v1::UndeleteArticleRequest& request) {
  storage::v1::UndeleteArticleResponse response;
  RETURN_IF_ERROR(
      FromGrpc(stub_->stub->UndeleteArticle(ContextFor(call).get(), request, &response)));
  return response;
}

absl::StatusOr<storage::v1::RedactArticleResponse> StorageClient::RedactArticle(
    const Call& call, const storage::v1::RedactArticleRequest& request) {
  storage::v1::RedactArticleResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->stub->RedactArticle(ContextFor(call).get(), request, &response)));
  return response;
}

absl::StatusOr<storage::v1::ListRevisionsResponse> StorageClient::ListRevisions(
    const Call& call, const storage::v1::ListRevisionsRequest& request) {
  storage::v1::ListRevisionsResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->stub->ListRevisions(ContextFor(call).get(), request, &response)));
  return response;
}

absl::StatusOr<storage::v1::ListChangesResponse> StorageClient::ListChanges(
    const Call& call, const storage::v1::ListChangesRequest& request) {
  storage::v1::ListChangesResponse response;
  RETURN_IF_ERROR(FromGrpc(stub_->stub->ListChanges(ContextFor(call).get(), request, &response)));
  return response;
}

absl::Status StorageClient::Check(absl::Time deadline) {
  storage::v1::GetStatusResponse response;
  const Call call = BackgroundCall("health", deadline - absl::Now());
  return FromGrpc(stub_->stub->GetStatus(ContextFor(call).get(), {}, &response));
}

}  // namespace broadsheet::ingest
