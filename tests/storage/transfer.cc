#include "storage/transfer.h"

#include <cstdio>
#include <cstdlib>

#include "common/status.h"

namespace broadsheet::storage {

using Stub = v1::StorageService::Stub;

std::vector<v1::ArchiveLine> Export(TestStorage& from, const v1::ArchiveFilter& filter) {
  std::vector<v1::ArchiveLine> lines;
  v1::ExportArticlesRequest request;
  *request.mutable_filter() = filter;
  do {
    const auto page =
        CallUnary<v1::ExportArticlesResponse>(from.stub(), &Stub::ExportArticles, request);
    if (!page.ok()) {
      std::fprintf(stderr, "ExportArticles: %s\n", page.status().ToString().c_str());
      std::abort();
    }
    lines.insert(lines.end(), page->lines().begin(), page->lines().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return lines;
}

std::vector<v1::ImportArticleRequest> Histories(const std::vector<v1::ArchiveLine>& lines) {
  std::vector<v1::ImportArticleRequest> requests;
  for (const v1::ArchiveLine& line : lines) {
    if (line.has_article()) *requests.emplace_back().mutable_article() = line.article();
    if (line.has_revision()) *requests.back().add_revisions() = line.revision();
  }
  return requests;
}

v1::ImportArticleRequest HistoryOf(TestStorage& from, const std::string& name) {
  for (const v1::ImportArticleRequest& request : Histories(Export(from))) {
    if (request.article().name() == name) return request;
  }
  std::fprintf(stderr, "%s is not exported\n", name.c_str());
  std::abort();
}

absl::StatusOr<v1::ImportArticleResponse> Import(TestStorage& to,
                                                 const v1::ImportArticleRequest& request) {
  return CallUnary<v1::ImportArticleResponse>(to.stub(), &Stub::ImportArticle, request);
}

absl::Status Transfer(TestStorage& from, TestStorage& to) {
  const std::vector<v1::ArchiveLine> lines = Export(from);
  for (const v1::ImportArticleRequest& request : Histories(lines)) {
    RETURN_IF_ERROR(Import(to, request).status());
  }
  for (const v1::ArchiveLine& line : lines) {
    if (!line.has_retired_keys()) continue;
    v1::RetireKeysRequest request;
    *request.mutable_keys() = line.retired_keys().keys();
    RETURN_IF_ERROR(
        CallUnary<v1::RetireKeysResponse>(to.stub(), &Stub::RetireKeys, request).status());
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::storage
