#include "cli/fake_services.h"

#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/status.h"

namespace broadsheet::cli {

template <class Request, class Response>
grpc::Status Scripted<Request, Response>::Answer(const Request& request, Response* response) {
  const size_t turn = std::min(requests.size(), responses.size() - 1);
  requests.push_back(request);
  absl::SleepFor(delay);
  if (error.ok()) *response = responses[turn];
  return ToGrpc(error);
}

#define ANSWER(service, method, request_type, response_type, script)                             \
  grpc::Status service::method(Context*, const request_type* request, response_type* response) { \
    return script.Answer(*request, response);                                                    \
  }

using google::protobuf::Empty;

ANSWER(FakeIngest, PushArticle, ingest::v1::PushArticleRequest, ingest::v1::PushArticleResponse,
       push)
ANSWER(FakeIngest, EditArticle, ingest::v1::EditArticleRequest, ingest::v1::EditArticleResponse,
       edit)
ANSWER(FakeIngest, DeleteArticle, ingest::v1::DeleteArticleRequest,
       ingest::v1::DeleteArticleResponse, remove)
ANSWER(FakeIngest, UndeleteArticle, ingest::v1::UndeleteArticleRequest,
       ingest::v1::UndeleteArticleResponse, undelete)
ANSWER(FakeIngest, RedactArticle, ingest::v1::RedactArticleRequest,
       ingest::v1::RedactArticleResponse, redact)
ANSWER(FakeIngest, GetStatus, ingest::v1::GetStatusRequest, ingest::v1::GetStatusResponse, status)
ANSWER(FakeIngest, FetchPage, ingest::v1::FetchPageRequest, ingest::v1::FetchPageResponse, fetch)
ANSWER(FakeIngest, CreateFeed, ingest::v1::CreateFeedRequest, ingest::v1::Feed, create_feed)
ANSWER(FakeIngest, ListFeeds, ingest::v1::ListFeedsRequest, ingest::v1::ListFeedsResponse,
       list_feeds)
ANSWER(FakeIngest, PollFeed, ingest::v1::PollFeedRequest, ingest::v1::PollFeedResponse, poll)
ANSWER(FakeIngest, UpdateFeed, ingest::v1::UpdateFeedRequest, ingest::v1::Feed, update_feed)
ANSWER(FakeIngest, DeleteFeed, ingest::v1::DeleteFeedRequest, Empty, delete_feed)
ANSWER(FakeIngest, ListRejects, ingest::v1::ListRejectsRequest, ingest::v1::ListRejectsResponse,
       list_rejects)
ANSWER(FakeIngest, GetReject, ingest::v1::GetRejectRequest, ingest::v1::Reject, get_reject)
ANSWER(FakeIngest, ReparseFetches, ingest::v1::ReparseFetchesRequest,
       ingest::v1::ReparseFetchesResponse, reparse)
ANSWER(FakeIngest, RetryReject, ingest::v1::RetryRejectRequest, ingest::v1::RetryRejectResponse,
       retry)
ANSWER(FakeIngest, DeleteReject, ingest::v1::DeleteRejectRequest, Empty, delete_reject)
ANSWER(FakeQuery, GetArticle, query::v1::GetArticleRequest, article::v1::Article, get)
ANSWER(FakeQuery, ListArticles, query::v1::ListArticlesRequest, query::v1::ListArticlesResponse,
       list)
ANSWER(FakeQuery, SearchArticles, query::v1::SearchArticlesRequest,
       query::v1::SearchArticlesResponse, search)
ANSWER(FakeQuery, ListRelated, query::v1::ListRelatedRequest, query::v1::ListRelatedResponse,
       related)
ANSWER(FakeQuery, ListCategories, query::v1::ListCategoriesRequest,
       query::v1::ListCategoriesResponse, categories)
ANSWER(FakeQuery, ListRevisions, query::v1::ListRevisionsRequest, query::v1::ListRevisionsResponse,
       revisions)
ANSWER(FakeQuery, GetStatus, query::v1::GetStatusRequest, query::v1::GetStatusResponse, status)
ANSWER(FakeStorage, GetArticle, storage::v1::GetArticleRequest, article::v1::Article, get)
ANSWER(FakeStorage, ListRevisions, storage::v1::ListRevisionsRequest,
       storage::v1::ListRevisionsResponse, revisions)
ANSWER(FakeStorage, MergeArticles, storage::v1::MergeArticlesRequest,
       storage::v1::MergeArticlesResponse, merge)
ANSWER(FakeStorage, SplitArticle, storage::v1::SplitArticleRequest,
       storage::v1::SplitArticleResponse, split)
ANSWER(FakeStorage, GetStatus, storage::v1::GetStatusRequest, storage::v1::GetStatusResponse,
       status)
ANSWER(FakeStorage, ListChanges, storage::v1::ListChangesRequest, storage::v1::ListChangesResponse,
       list)
#undef ANSWER

grpc::Status FakeIngest::ImportArchive(
    Context* context,
    grpc::ServerReaderWriter<ingest::v1::ImportProgress, ingest::v1::ImportArchiveRequest>*
        stream) {
  ingest::v1::ImportProgress progress;
  *progress.mutable_counts() = import_counts;
  progress.set_format(import_format);
  imported_bytes.emplace_back();
  for (ingest::v1::ImportArchiveRequest request; stream->Read(&request);) {
    if (request.has_header()) {
      imported.push_back(request.header());
      progress.set_size(request.header().size());
      continue;
    }
    imported_bytes.back() += request.data();
    progress.set_bytes_done(static_cast<int64_t>(imported_bytes.back().size()));
    stream->Write(progress);
    if (!import_error.ok()) return ToGrpc(import_error);
    if (!stall_import) continue;
    stall_import();
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    return grpc::Status::CANCELLED;
  }
  progress.set_done(true);
  progress.mutable_read_after()->set_position(9);
  stream->Write(progress);
  return grpc::Status::OK;
}

grpc::Status FakeStorage::WatchChanges(
    Context*, const storage::v1::WatchChangesRequest* request,
    grpc::ServerWriter<storage::v1::WatchChangesResponse>* writer) {
  watches.push_back(*request);
  const auto begin = static_cast<size_t>(request->after().position());
  const size_t end = std::min(begin + changes_a_watch, log.size());
  for (size_t i = begin; i < end;) {
    storage::v1::WatchChangesResponse response;
    for (; i < end && response.changes_size() < 2; ++i) *response.add_changes() = log[i];
    writer->Write(response);
  }
  return ToGrpc(watch_error);
}

grpc::Status FakeQuery::WatchArticles(
    Context*, const query::v1::WatchArticlesRequest* request,
    grpc::ServerWriter<query::v1::WatchArticlesResponse>* writer) {
  const size_t number = watches.size();
  watches.push_back(*request);
  if (number < watched.size()) {
    for (const auto& event : watched[number]) writer->Write(event);
  }
  return ToGrpc(watch_error);
}

FakeServices::FakeServices() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&ingest);
  builder.RegisterService(&query);
  builder.RegisterService(&storage);
  server_ = builder.BuildAndStart();
  target_ = absl::StrCat("127.0.0.1:", port);
}

FakeServices::~FakeServices() {
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
}

void FakeServices::SetHealthy(bool healthy) {
  server_->GetHealthCheckService()->SetServingStatus(healthy);
}

}  // namespace broadsheet::cli
