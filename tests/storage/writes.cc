#include "storage/writes.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/client.h"
#include "common/sha256.h"
#include "common/uuid.h"
#include "storage/service.h"
#include "storage/sql.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {

using Stub = v1::StorageService::Stub;

ArticleWrite MakeWrite(const std::string& id, int seconds) {
  ArticleWrite write;
  write.set_origin("feeds/main");
  *write.mutable_observe_time() =
      ToTimestamp(absl::FromUnixSeconds(1'772'323'200) + absl::Seconds(seconds));
  Article& article = *write.mutable_article();
  article.set_title("Title of " + id);
  article.set_teaser_html("<p>Teaser of " + id + "</p>");
  article.set_body_html("<p>Body of " + id + "</p>");
  article.set_body_text("Body of " + id);
  article.set_language_code("en");
  article.mutable_source()->set_title("The Site");
  article.mutable_source()->set_site_uri("https://site.test");
  article.set_source_guid(id);
  article.set_canonical_uri("https://site.test/" + id);
  *article.mutable_publish_time() = ToTimestamp(absl::FromUnixSeconds(1'772'000'000));
  article.set_publish_time_quality(article::v1::PUBLISH_TIME_QUALITY_STATED);
  Digest(&write);
  return write;
}

void Digest(ArticleWrite* write) {
  write->set_observation_digest(Sha256(write->article().SerializeAsString()));
}

v1::BatchWriteArticlesRequest MakeBatch(const std::vector<ArticleWrite>& writes) {
  v1::BatchWriteArticlesRequest request;
  request.set_request_id(NewUuid(absl::Now()));
  for (const ArticleWrite& write : writes) *request.add_writes() = write;
  return request;
}

TestStorage::TestStorage() {
  database_.Migrate("storage", sql::kMigrations);
  pool_ = database_.NewPool("storage", 16);
  metrics_ = std::make_unique<Metrics>();
  environment_ = std::make_unique<ServiceEnvironment>(ServiceEnvironment{*metrics_, *pool_});
  storage_ = MakeStorage(*environment_);
  server_ = *Server::Start(
      {"127.0.0.1:0", storage_->grpc_services(), {v1::StorageService::service_full_name()}});
  storage_->Start();
  stub_ = v1::StorageService::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", server_->port())));
}

TestStorage::~TestStorage() {
  storage_->Drain();
  server_->Shutdown(absl::Seconds(5));
}

absl::StatusOr<v1::BatchWriteArticlesResponse> TestStorage::Write(
    const v1::BatchWriteArticlesRequest& request) {
  return CallUnary<v1::BatchWriteArticlesResponse>(stub(), &Stub::BatchWriteArticles, request);
}

WriteResult TestStorage::WriteOne(const ArticleWrite& write) {
  const auto response = Write(std::vector<ArticleWrite>{write});
  if (!response.ok()) {
    std::fprintf(stderr, "BatchWriteArticles: %s\n", response.status().ToString().c_str());
    std::abort();
  }
  return response->results(0);
}

absl::StatusOr<Article> TestStorage::Get(const std::string& name) {
  v1::GetArticleRequest request;
  request.set_name(name);
  return CallUnary<Article>(stub(), &Stub::GetArticle, request);
}

absl::StatusOr<v1::ListChangesResponse> TestStorage::ListChanges(
    const v1::ListChangesRequest& request) {
  return CallUnary<v1::ListChangesResponse>(stub(), &Stub::ListChanges, request);
}

std::vector<v1::Change> TestStorage::Changes() {
  std::vector<v1::Change> changes;
  v1::ListChangesRequest request;
  while (true) {
    const auto page = ListChanges(request);
    if (!page.ok()) {
      std::fprintf(stderr, "ListChanges: %s\n", page.status().ToString().c_str());
      std::abort();
    }
    if (page->changes().empty()) return changes;
    changes.insert(changes.end(), page->changes().begin(), page->changes().end());
    *request.mutable_after() = changes.back().cursor();
  }
}

absl::Status TestStorage::AddCategory(const std::string& name, const std::string& parent) {
  v1::UpsertCategoryRequest request;
  request.mutable_category()->set_name(name);
  request.mutable_category()->set_title("Title of " + name);
  request.mutable_category()->set_parent(parent);
  return CallUnary<v1::UpsertCategoryResponse>(stub(), &Stub::UpsertCategory, request).status();
}

}  // namespace broadsheet::storage
