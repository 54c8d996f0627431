// The three services as a test wants them, behind one real port.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"

namespace broadsheet::cli {

// Answers one RPC: it keeps the requests, and answers the error, or else the
// responses in turn (the last one again when there are no more), after `delay`.
template <class Request, class Response>
struct Scripted {
  std::vector<Request> requests;
  std::vector<Response> responses = {Response()};
  absl::Status error;
  absl::Duration delay;

  grpc::Status Answer(const Request& request, Response* response);
};

class FakeIngest final : public ingest::v1::IngestService::Service {
 public:
  Scripted<ingest::v1::PushArticleRequest, ingest::v1::PushArticleResponse> push;
  Scripted<ingest::v1::EditArticleRequest, ingest::v1::EditArticleResponse> edit;
  Scripted<ingest::v1::DeleteArticleRequest, ingest::v1::DeleteArticleResponse> remove;
  Scripted<ingest::v1::UndeleteArticleRequest, ingest::v1::UndeleteArticleResponse> undelete;
  Scripted<ingest::v1::RedactArticleRequest, ingest::v1::RedactArticleResponse> redact;
  Scripted<ingest::v1::FetchPageRequest, ingest::v1::FetchPageResponse> fetch;
  Scripted<ingest::v1::CreateFeedRequest, ingest::v1::Feed> create_feed;
  Scripted<ingest::v1::ListFeedsRequest, ingest::v1::ListFeedsResponse> list_feeds;
  Scripted<ingest::v1::PollFeedRequest, ingest::v1::PollFeedResponse> poll;
  Scripted<ingest::v1::UpdateFeedRequest, ingest::v1::Feed> update_feed;
  Scripted<ingest::v1::DeleteFeedRequest, google::protobuf::Empty> delete_feed;
  Scripted<ingest::v1::ListRejectsRequest, ingest::v1::ListRejectsResponse> list_rejects;
  Scripted<ingest::v1::GetRejectRequest, ingest::v1::Reject> get_reject;
  Scripted<ingest::v1::RetryRejectRequest, ingest::v1::RetryRejectResponse> retry;
  Scripted<ingest::v1::ReparseFetchesRequest, ingest::v1::ReparseFetchesResponse> reparse;
  Scripted<ingest::v1::DeleteRejectRequest, google::protobuf::Empty> delete_reject;
  Scripted<ingest::v1::GetStatusRequest, ingest::v1::GetStatusResponse> status;
  // An import: its headers and bytes, and its end. `counts` goes with every
  // progress.
  std::vector<ingest::v1::ImportHeader> imported;
  std::vector<std::string> imported_bytes;
  ingest::v1::IngestCounts import_counts;
  ingest::v1::ImportHeader::Format import_format = {};
  absl::Status import_error;
  // Called behind the first progress of each import, which then waits until its
  // caller gives up.
  std::function<void()> stall_import;

  using Context = grpc::ServerContext;
  grpc::Status PushArticle(Context*, const ingest::v1::PushArticleRequest* request,
                           ingest::v1::PushArticleResponse* response) override;
  grpc::Status EditArticle(Context*, const ingest::v1::EditArticleRequest* request,
                           ingest::v1::EditArticleResponse* response) override;
  grpc::Status DeleteArticle(Context*, const ingest::v1::DeleteArticleRequest* request,
                             ingest::v1::DeleteArticleResponse* response) override;
  grpc::Status UndeleteArticle(Context*, const ingest::v1::UndeleteArticleRequest* request,
                               ingest::v1::UndeleteArticleResponse* response) override;
  grpc::Status RedactArticle(Context*, const ingest::v1::RedactArticleRequest* request,
                             ingest::v1::RedactArticleResponse* response) override;
  grpc::Status GetStatus(Context*, const ingest::v1::GetStatusRequest* request,
                         ingest::v1::GetStatusResponse* response) override;
  grpc::Status FetchPage(Context*, const ingest::v1::FetchPageRequest* request,
                         ingest::v1::FetchPageResponse* response) override;
  grpc::Status CreateFeed(Context*, const ingest::v1::CreateFeedRequest* request,
                          ingest::v1::Feed* response) override;
  grpc::Status ListFeeds(Context*, const ingest::v1::ListFeedsRequest* request,
                         ingest::v1::ListFeedsResponse* response) override;
  grpc::Status PollFeed(Context*, const ingest::v1::PollFeedRequest* request,
                        ingest::v1::PollFeedResponse* response) override;
  grpc::Status UpdateFeed(Context*, const ingest::v1::UpdateFeedRequest* request,
                          ingest::v1::Feed* response) override;
  grpc::Status DeleteFeed(Context*, const ingest::v1::DeleteFeedRequest* request,
                          google::protobuf::Empty* response) override;
  grpc::Status ListRejects(Context*, const ingest::v1::ListRejectsRequest* request,
                           ingest::v1::ListRejectsResponse* response) override;
  grpc::Status GetReject(Context*, const ingest::v1::GetRejectRequest* request,
                         ingest::v1::Reject* response) override;
  grpc::Status ReparseFetches(Context*, const ingest::v1::ReparseFetchesRequest* request,
                              ingest::v1::ReparseFetchesResponse* response) override;
  grpc::Status RetryReject(Context*, const ingest::v1::RetryRejectRequest* request,
                           ingest::v1::RetryRejectResponse* response) override;
  grpc::Status DeleteReject(Context*, const ingest::v1::DeleteRejectRequest* request,
                            google::protobuf::Empty* response) override;
  grpc::Status ImportArchive(
      Context* context,
      grpc::ServerReaderWriter<ingest::v1::ImportProgress, ingest::v1::ImportArchiveRequest>*
          stream) override;
};

class FakeQuery final : public query::v1::QueryService::Service {
 public:
  Scripted<query::v1::GetArticleRequest, article::v1::Article> get;
  Scripted<query::v1::ListArticlesRequest, query::v1::ListArticlesResponse> list;
  Scripted<query::v1::SearchArticlesRequest, query::v1::SearchArticlesResponse> search;
  Scripted<query::v1::ListRelatedRequest, query::v1::ListRelatedResponse> related;
  Scripted<query::v1::ListCategoriesRequest, query::v1::ListCategoriesResponse> categories;
  Scripted<query::v1::ListRevisionsRequest, query::v1::ListRevisionsResponse> revisions;
  Scripted<query::v1::GetStatusRequest, query::v1::GetStatusResponse> status;
  std::vector<query::v1::WatchArticlesRequest> watches;
  // What each watch is told, one after the other, before it ends with `watch_error`.
  std::vector<std::vector<query::v1::WatchArticlesResponse>> watched;
  absl::Status watch_error;

  using Context = grpc::ServerContext;
  grpc::Status WatchArticles(Context*, const query::v1::WatchArticlesRequest* request,
                             grpc::ServerWriter<query::v1::WatchArticlesResponse>* writer) override;
  grpc::Status GetArticle(Context*, const query::v1::GetArticleRequest* request,
                          article::v1::Article* response) override;
  grpc::Status ListArticles(Context*, const query::v1::ListArticlesRequest* request,
                            query::v1::ListArticlesResponse* response) override;
  grpc::Status SearchArticles(Context*, const query::v1::SearchArticlesRequest* request,
                              query::v1::SearchArticlesResponse* response) override;
  grpc::Status ListRelated(Context*, const query::v1::ListRelatedRequest* request,
                           query::v1::ListRelatedResponse* response) override;
  grpc::Status ListCategories(Context*, const query::v1::ListCategoriesRequest* request,
                              query::v1::ListCategoriesResponse* response) override;
  grpc::Status ListRevisions(Context*, const query::v1::ListRevisionsRequest* request,
                             query::v1::ListRevisionsResponse* response) override;
  grpc::Status GetStatus(Context*, const query::v1::GetStatusRequest* request,
                         query::v1::GetStatusResponse* response) override;
};

class FakeStorage final : public storage::v1::StorageService::Service {
 public:
  Scripted<storage::v1::GetArticleRequest, article::v1::Article> get;
  Scripted<storage::v1::ListRevisionsRequest, storage::v1::ListRevisionsResponse> revisions;
  Scripted<storage::v1::MergeArticlesRequest, storage::v1::MergeArticlesResponse> merge;
  Scripted<storage::v1::SplitArticleRequest, storage::v1::SplitArticleResponse> split;
  Scripted<storage::v1::GetStatusRequest, storage::v1::GetStatusResponse> status;
  Scripted<storage::v1::ListChangesRequest, storage::v1::ListChangesResponse> list;
  std::vector<storage::v1::WatchChangesRequest> watches;
  // The log. Every watch gets what lies behind its cursor, in messages of two,
  // and ends after `changes_a_watch` with `watch_error`.
  std::vector<storage::v1::Change> log;
  size_t changes_a_watch = 1000;
  absl::Status watch_error;

  using Context = grpc::ServerContext;
  grpc::Status GetArticle(Context*, const storage::v1::GetArticleRequest* request,
                          article::v1::Article* response) override;
  grpc::Status ListRevisions(Context*, const storage::v1::ListRevisionsRequest* request,
                             storage::v1::ListRevisionsResponse* response) override;
  grpc::Status MergeArticles(Context*, const storage::v1::MergeArticlesRequest* request,
                             storage::v1::MergeArticlesResponse* response) override;
  grpc::Status SplitArticle(Context*, const storage::v1::SplitArticleRequest* request,
                            storage::v1::SplitArticleResponse* response) override;
  grpc::Status GetStatus(Context*, const storage::v1::GetStatusRequest* request,
                         storage::v1::GetStatusResponse* response) override;
  grpc::Status ListChanges(Context*, const storage::v1::ListChangesRequest* request,
                           storage::v1::ListChangesResponse* response) override;
  grpc::Status WatchChanges(Context*, const storage::v1::WatchChangesRequest* request,
                            grpc::ServerWriter<storage::v1::WatchChangesResponse>* writer) override;
};

// Serves from construction to destruction.
class FakeServices {
 public:
  FakeServices();
  ~FakeServices();

  // "127.0.0.1:PORT".
  const std::string& target() const { return target_; }
  void SetHealthy(bool healthy);

  FakeIngest ingest;
  FakeQuery query;
  FakeStorage storage;

 private:
  std::unique_ptr<grpc::Server> server_;
  std::string target_;
};

}  // namespace broadsheet::cli
