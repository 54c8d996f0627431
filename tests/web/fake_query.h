// A query service of a few dozen articles, over a real channel.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <string>

#include "broadsheet/query/v1/query_service.grpc.pb.h"

namespace broadsheet::web::testing {

// Answers from articles.textproto and categories.textproto beside this file; its
// page tokens are bound to their filter. Serves from construction to destruction.
class FakeQuery final : public query::v1::QueryService::Service {
 public:
  FakeQuery();
  ~FakeQuery() override;

  std::string address() const;

  // Adds an article as the newest. Not while calls run.
  article::v1::Article* AddArticle(const std::string& path, const std::string& title);

  // What the newest revision of every article gives as its reason. Not while calls run.
  void RedactFor(const std::string& reason) { reason_ = reason; }

  // From now on every call fails with `code`; OK ends that.
  void FailWith(grpc::StatusCode code) { fails_with_ = code; }

  grpc::Status GetArticle(grpc::ServerContext* context, const query::v1::GetArticleRequest* request,
                          article::v1::Article* response) override;
  grpc::Status ListArticles(grpc::ServerContext* context,
                            const query::v1::ListArticlesRequest* request,
                            query::v1::ListArticlesResponse* response) override;
  grpc::Status SearchArticles(grpc::ServerContext* context,
                              const query::v1::SearchArticlesRequest* request,
                              query::v1::SearchArticlesResponse* response) override;
  // The others that mention what the article mentions first.
  grpc::Status ListRelated(grpc::ServerContext* context,
                           const query::v1::ListRelatedRequest* request,
                           query::v1::ListRelatedResponse* response) override;
  // Months and tags.
  grpc::Status ListFacets(grpc::ServerContext* context, const query::v1::ListFacetsRequest* request,
                          query::v1::ListFacetsResponse* response) override;
  grpc::Status ListRevisions(grpc::ServerContext* context,
                             const query::v1::ListRevisionsRequest* request,
                             query::v1::ListRevisionsResponse* response) override;
  grpc::Status ListCategories(grpc::ServerContext* context,
                              const query::v1::ListCategoriesRequest* request,
                              query::v1::ListCategoriesResponse* response) override;

 private:
  bool Admits(const query::v1::ArticleFilter& filter, const article::v1::Article& article) const;

  query::v1::ListArticlesResponse articles_;
  query::v1::ListCategoriesResponse categories_;
  std::string reason_;
  std::atomic<grpc::StatusCode> fails_with_ = grpc::StatusCode::OK;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace broadsheet::web::testing
