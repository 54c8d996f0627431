#include "storage/rpc.h"

#include <memory>
#include <string>
#include <utility>

#include "common/status.h"
#include "storage/change_watch.h"
#include "storage/write_pipeline.h"

namespace broadsheet::storage {

StorageRpc::StorageRpc(const Parts& parts, const RpcEnvironment& rpc)
    : parts_(parts),
      rpc_({v1::StorageService::service_full_name(), rpc.limits, rpc.callers, rpc.quotas},
           rpc.metrics) {}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StorageRpc::WriteArticles(
    Context* context) {
  return rpc_.Pipe<v1::WriteArticlesRequest, v1::WriteArticlesResponse>(
      context, "WriteArticles", NewWritePipeline(parts_.writes));
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* StorageRpc::WatchChanges(Context* context,
                                                                     const Bytes* in) {
  return rpc_.WatchFor<v1::WatchChangesRequest, v1::WatchChangesResponse>(
      context, "WatchChanges", in, [this](const v1::WatchChangesRequest& request) {
        return absl::StatusOr<std::unique_ptr<Watch<v1::WatchChangesResponse>>>(
            NewChangeWatch(parts_.log, parts_.head, request));
      });
}

grpc::ServerUnaryReactor* StorageRpc::BatchWriteArticles(Context* context, const Bytes* in,
                                                         Bytes* out) {
  using Response = v1::BatchWriteArticlesResponse;
  return rpc_.UnaryLater<v1::BatchWriteArticlesRequest, Response>(
      context, "BatchWriteArticles", in, out,
      [this](const Call& call, v1::BatchWriteArticlesRequest request, Answer<Response> answer) {
        absl::StatusOr<Batch> batch = PrepareBatch(std::move(request));
        if (!batch.ok()) return answer(batch.status());
        batch->deadline = call.deadline;
        const absl::Status submitted = parts_.writes.Submit(*std::move(batch), answer);
        if (!submitted.ok()) answer(submitted);
      });
}

grpc::ServerUnaryReactor* StorageRpc::UpdateArticle(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::UpdateArticleRequest>(
      context, "UpdateArticle", in, out,
      [this](const Call& call, const v1::UpdateArticleRequest& request) {
        return parts_.editor.Update(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::DeleteArticle(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::DeleteArticleRequest>(
      context, "DeleteArticle", in, out,
      [this](const Call& call, const v1::DeleteArticleRequest& request) {
        return parts_.editor.Delete(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::UndeleteArticle(Context* context, const Bytes* in,
                                                      Bytes* out) {
  return rpc_.Unary<v1::UndeleteArticleRequest>(
      context, "UndeleteArticle", in, out,
      [this](const Call& call, const v1::UndeleteArticleRequest& request) {
        return parts_.editor.Undelete(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::RedactArticle(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::RedactArticleRequest>(
      context, "RedactArticle", in, out,
      [this](const Call& call, const v1::RedactArticleRequest& request) {
        return parts_.redactor.Redact(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::MergeArticles(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::MergeArticlesRequest>(
      context, "MergeArticles", in, out,
      [this](const Call& call, const v1::MergeArticlesRequest& request) {
        return parts_.merger.Merge(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::SplitArticle(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::SplitArticleRequest>(
      context, "SplitArticle", in, out,
      [this](const Call& call, const v1::SplitArticleRequest& request) {
        return parts_.splitter.Split(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::GetArticle(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.UnaryLater<v1::GetArticleRequest, Bytes>(
      context, "GetArticle", in, out,
      [this](const Call& call, v1::GetArticleRequest request, Answer<Bytes> answer) {
        const auto done = [answer](absl::StatusOr<std::string_view> article) {
          if (!article.ok()) return answer(article.status());
          const grpc::Slice slice(article->data(), article->size());
          answer(Bytes(&slice, 1));
        };
        const absl::Status submitted =
            parts_.fetcher.Submit(call.deadline, std::move(request), done);
        if (!submitted.ok()) answer(submitted);
      });
}

grpc::ServerUnaryReactor* StorageRpc::BatchGetArticles(Context* context, const Bytes* in,
                                                       Bytes* out) {
  return rpc_.Unary<v1::BatchGetArticlesRequest>(
      context, "BatchGetArticles", in, out,
      [this](const Call& call, const v1::BatchGetArticlesRequest& request) {
        return parts_.reader.BatchGetArticles(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::ListRevisions(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::ListRevisionsRequest>(
      context, "ListRevisions", in, out,
      [this](const Call& call, const v1::ListRevisionsRequest& request) {
        return parts_.reader.ListRevisions(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::UpsertCategory(Context* context, const Bytes* in,
                                                     Bytes* out) {
  return rpc_.Unary<v1::UpsertCategoryRequest>(
      context, "UpsertCategory", in, out,
      [this](const Call& call, const v1::UpsertCategoryRequest& request) {
        return parts_.categories.Upsert(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::ListCategories(Context* context, const Bytes* in,
                                                     Bytes* out) {
  return rpc_.Unary<v1::ListCategoriesRequest>(
      context, "ListCategories", in, out,
      [this](const Call& call, const v1::ListCategoriesRequest&) {
        return parts_.categories.List(call.deadline);
      });
}

grpc::ServerUnaryReactor* StorageRpc::ListChanges(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::ListChangesRequest>(
      context, "ListChanges", in, out,
      [this](const Call& call, const v1::ListChangesRequest& request) {
        return parts_.log.List(call.deadline, request);
      });
}

grpc::ServerUnaryReactor* StorageRpc::GetStatus(Context* context, const Bytes* in, Bytes* out) {
  return rpc_.Unary<v1::GetStatusRequest>(context, "GetStatus", in, out,
                                          [this](const Call& call, const v1::GetStatusRequest&) {
                                            return parts_.log.GetStatus(call.deadline);
                                          });
}

}  // namespace broadsheet::storage
