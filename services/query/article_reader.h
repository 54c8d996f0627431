// Answers from the archive.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "common/rpc/call.h"
#include "query/answer_cache.h"
#include "query/archive.h"
#include "query/cursor_gate.h"
#include "query/facet_reader.h"
#include "query/page_token.h"
#include "query/page_token_keys.h"
#include "query/read_after.h"
#include "query/search/searcher.h"

namespace broadsheet::query {

// Which article is asked for.
struct ArticleKey {
  Archive::Key key;
  std::string value;
  // As it was asked, for errors.
  std::string asked;
};

// The RPCs that the archive answers, and those that storage answers for it. Where
// an answer holds articles it is made of their stored bytes. Thread-safe. Errors
// are those of the proto.
class ArticleReader {
 public:
  // All must outlive it.
  ArticleReader(const Archive& archive, CursorGate& gate, PageTokenKeys& keys,
                const Searcher& searcher, ReadAfter& read_after, AnswerCache& answers,
                storage::v1::StorageService::StubInterface& storage)
      : archive_(archive),
        gate_(gate),
        keys_(keys),
        searcher_(searcher),
        read_after_(read_after),
        answers_(answers),
        storage_(storage),
        facets_(archive, searcher) {}

  // An Article.
  absl::StatusOr<grpc::ByteBuffer> GetArticle(const Call& call,
                                              const v1::GetArticleRequest& request) const;
  // A BatchGetArticlesResponse.
  absl::StatusOr<grpc::ByteBuffer> BatchGetArticles(
      const Call& call, const v1::BatchGetArticlesRequest& request) const;
  // A ListArticlesResponse. Which articles match a text the search index knows.
  absl::StatusOr<grpc::ByteBuffer> ListArticles(const Call& call,
                                                const v1::ListArticlesRequest& request) const;
  // A ListCategoriesResponse.
  absl::StatusOr<grpc::ByteBuffer> ListCategories(const Call& call,
                                                  const v1::ListCategoriesRequest& request) const;
  // A ListFacetsResponse: over a bounded sample where the filter has anything; languages as they
  // are spelled.
  absl::StatusOr<grpc::ByteBuffer> ListFacets(const Call& call,
                                              const v1::ListFacetsRequest& request) const;
  absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(
      const Call& call, const v1::ListRevisionsRequest& request) const;

 private:
  absl::Status Await(const Call& call, const article::v1::Cursor& read_after) const;
  // The search index, too, where the filter has text.
  absl::Status AwaitBoth(const Call& call, const article::v1::Cursor& read_after,
                         const Filter& filter) const;
  absl::StatusOr<grpc::ByteBuffer> GetAsOf(const Call& call, const v1::GetArticleRequest& request,
                                           const std::string& id) const;

  // Without the wait for what is to be read.
  absl::StatusOr<AnswerCache::Answer> Read(const Call& call, const ArticleKey& key) const;
  absl::StatusOr<ListPage> ListMatching(const Call& call, const Filter& filter, ListOrder order,
                                        const std::optional<ListKey>& after, int limit,
                                        bool full) const;

  const Archive& archive_;
  CursorGate& gate_;
  PageTokenKeys& keys_;
  const Searcher& searcher_;
  ReadAfter& read_after_;
  AnswerCache& answers_;
  storage::v1::StorageService::StubInterface& storage_;
  const FacetReader facets_;
};

// Whether the view is ARTICLE_VIEW_FULL. INVALID_ARGUMENT blames "view". Pure.
absl::StatusOr<bool> IsFullView(v1::ArticleView view);

// INVALID_ARGUMENT blames "order". Pure.
absl::StatusOr<ListOrder> ListOrderOf(v1::ListArticlesRequest::Order order);

}  // namespace broadsheet::query
