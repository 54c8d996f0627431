#include "query/article_reader.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/rpc/message.h"
#include "common/rpc/status.h"
#include "common/status.h"
#include "query/article_bytes.h"
#include "query/article_errors.h"
#include "query/names.h"
#include "query/normal_form.h"
#include "query/terms.h"
#include "query/uri_key.h"

namespace broadsheet::query {
namespace {

constexpr int kMaxBatch = 100;

absl::StatusOr<ArticleKey> KeyOf(const v1::GetArticleRequest& request) {
  if (!request.path().empty()) {
    return ArticleKey{Archive::Key::kPath, request.path(), "path " + request.path()};
  }
  if (!request.canonical_uri().empty()) {
    return ArticleKey{Archive::Key::kCanonicalUri, request.canonical_uri(),
                      "canonical_uri " + request.canonical_uri()};
  }
  ASSIGN_OR_RETURN(std::string id, ArticleId("name", request.name()));
  return ArticleKey{Archive::Key::kId, std::move(id), request.name()};
}

// What leads to another article where `key` does.
std::vector<Collection> CollectionsOf(const ArticleKey& key) {
  switch (key.key) {
    case Archive::Key::kId:
      return {ArticleCollection(key.value)};
    case Archive::Key::kPath:
      return {PathCollection(key.value)};
    case Archive::Key::kCanonicalUri:
      return {UriCollection(UriKey(key.value))};
  }
  std::abort();
}

// What matches a text is not kept: the index and the archive, which answer together then, stand
// at different places.
absl::StatusOr<grpc::ByteBuffer> Unkept(absl::StatusOr<AnswerCache::Answer> answer) {
  RETURN_IF_ERROR(answer.status());
  return std::move(answer->bytes);
}

// What the answer to `request` is kept by.
template <class Request>
std::string CacheKey(std::string_view method, Request request) {
  request.clear_read_after();
  return AnswerCache::KeyOf(method, request);
}

// `articles` as a ListArticlesResponse of at most `size`, without deleted ones.
// `last` is set to the last one that was looked at if there is more.
std::string ListBytes(const std::vector<StoredArticle>& articles, size_t size,
                      const StoredArticle** last) {
  std::string bytes;
  for (size_t i = 0; i < articles.size(); ++i) {
    const StoredArticle& article = articles[i];
    const int64_t grown = bytes.size() + article.teaser.size() + article.body.size();
    const bool fits =
        article.deleted || bytes.empty() || (grown < kMaxListBytes && !article.teaser.empty());
    if (i == size || !fits) {
      *last = &articles[i - 1];
      break;
    }
    if (article.deleted) continue;
    AppendField(v1::ListArticlesResponse::kArticlesFieldNumber, article.teaser, article.body,
                bytes);
  }
  return bytes;
}

}  // namespace

absl::StatusOr<bool> IsFullView(v1::ArticleView view) {
  if (!v1::ArticleView_IsValid(view)) {
    return InvalidField("view", absl::StrCat("is no view: ", static_cast<int>(view)));
  }
  return view == v1::ARTICLE_VIEW_FULL;
}

absl::StatusOr<ListOrder> ListOrderOf(v1::ListArticlesRequest::Order order) {
  switch (order) {
    case v1::ListArticlesRequest::ORDER_UNSPECIFIED:
    case v1::ListArticlesRequest::ORDER_NEWEST:
      return ListOrder::kNewestFirst;
    case v1::ListArticlesRequest::ORDER_OLDEST:
      return ListOrder::kOldestFirst;
    default:
      return InvalidField("order", absl::StrCat("is no order: ", static_cast<int>(order)));
  }
}

absl::Status ArticleReader::Await(const Call& call, const article::v1::Cursor& read_after) const {
  return read_after_.Check(call, read_after, gate_);
}

absl::Status ArticleReader::AwaitBoth(const Call& call, const article::v1::Cursor& read_after,
                                      const Filter& filter) const {
  RETURN_IF_ERROR(Await(call, read_after));
  return filter.text.empty() ? absl::OkStatus() : searcher_.Await(call, read_after);
}

absl::StatusOr<grpc::ByteBuffer> ArticleReader::GetArticle(
    const Call& call, const v1::GetArticleRequest& request) const {
  ASSIGN_OR_RETURN(const ArticleKey key, KeyOf(request));
  RETURN_IF_ERROR(Await(call, request.read_after()));
  if (!request.has_as_of()) {
    return answers_.Get(call, CacheKey("GetArticle", request), [&] { return Read(call, key); });
  }
  if (key.key == Archive::Key::kId) return GetAsOf(call, request, key.value);
  ASSIGN_OR_RETURN(const std::optional<StoredArticle> article,
                   archive_.Get(call.deadline, key.key, key.value));
  if (!article) return NoArticle(key.asked);
  return GetAsOf(call, request, article->id);
}

absl::StatusOr<AnswerCache::Answer> ArticleReader::Read(const Call& call,
                                                        const ArticleKey& key) const {
  ASSIGN_OR_RETURN(const std::optional<StoredArticle> article,
                   archive_.Get(call.deadline, key.key, key.value));
  if (!article) return NoArticle(key.asked);
  if (IsHidden(*article)) return ArticleDeleted(key.asked, article->id);
  AnswerCache::Answer answer{ToByteBuffer(article->teaser + article->body), CollectionsOf(key)};
  answer.made_of.push_back(ArticleCollection(article->id));
  return answer;
}

absl::StatusOr<grpc::ByteBuffer> ArticleReader::GetAsOf(const Call& call,
                                                        const v1::GetArticleRequest& request,
                                                        const std::string& id) const {
  storage::v1::GetArticleRequest asked;
  asked.set_name("articles/" + id);
  *asked.mutable_as_of() = request.as_of();
  article::v1::Article article;
  const auto context = ContextFor(call);
  RETURN_IF_ERROR(FromGrpc(storage_.GetArticle(context.get(), asked, &article)));
  if (IsHidden(article)) return NoArticle(asked.name() + " at that time");
  return SerializeMessage(article);
}

absl::StatusOr<grpc::ByteBuffer> ArticleReader::BatchGetArticles(
    const Call& call, const v1::BatchGetArticlesRequest& request) const {
  if (request.names().empty()) return InvalidField("names", "is empty");
  if (request.names_size() > kMaxBatch) {
    return InvalidField(
        "names", absl::StrCat("has ", request.names_size(), " names, more than ", kMaxBatch));
  }
  ASSIGN_OR_RETURN(const bool full, IsFullView(request.view()));
  std::vector<std::string> ids;
  for (int i = 0; i < request.names_size(); ++i) {
    ASSIGN_OR_RETURN(std::string id, ArticleId(absl::StrCat("names[", i, "]"), request.names(i)));
    ids.push_back(std::move(id));
  }
  RETURN_IF_ERROR(Await(call, request.read_after()));
  ASSIGN_OR_RETURN(const std::vector<StoredArticle> articles,
                   archive_.BatchGet(call.deadline, ids, full));
  std::string bytes;
  bool fits = true;
  std::unordered_set<std::string> there;
  for (const StoredArticle& article : articles) {
    there.insert(article.id);
    const int64_t grown = bytes.size() + article.teaser.size() + article.body.size();
    fits = fits && !article.teaser.empty() && (bytes.empty() || grown < kMaxListBytes);
    if (fits) {
      AppendField(v1::BatchGetArticlesResponse::kArticlesFieldNumber, article.teaser, article.body,
                  bytes);
    }
  }
  for (const std::string& id : ids) {
    if (there.count(id) != 0) continue;
    AppendField(v1::BatchGetArticlesResponse::kMissingNamesFieldNumber, "articles/", id, bytes);
  }
  return ToByteBuffer(std::move(bytes));
}

absl::StatusOr<grpc::ByteBuffer> ArticleReader::ListArticles(
    const Call& call, const v1::ListArticlesRequest& request) const {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const bool full, IsFullView(request.view()));
  ASSIGN_OR_RETURN(const ListOrder order, ListOrderOf(request.order()));
  ASSIGN_OR_RETURN(const Filter filter, ParseFilter(request.filter()));
  ASSIGN_OR_RETURN(const std::vector<std::string> keys, keys_.Get(call.deadline));
  std::optional<ListKey> after;
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(const PagePosition position,
                     OpenPageToken(keys, NormalForm(request), request.page_token()));
    RETURN_IF_ERROR(AwaitBoth(call, position.read_after, filter));
    after = {position.list_time, position.article_id};
  }
  RETURN_IF_ERROR(AwaitBoth(call, request.read_after(), filter));
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    ASSIGN_OR_RETURN(const ListPage page,
                     filter.text.empty()
                         ? archive_.List(call.deadline, filter, order, after, size + 1, full)
                         : ListMatching(call, filter, order, after, size + 1, full));
    const StoredArticle* last = nullptr;
    std::string bytes = ListBytes(page.articles, size, &last);
    if (last != nullptr) {
      AppendField(
          v1::ListArticlesResponse::kNextPageTokenFieldNumber,
          MakePageToken(keys, NormalForm(request), {page.touched, last->list_time, last->id}), "",
          bytes);
    }
    return AnswerCache::Answer{ToByteBuffer(std::move(bytes)), CollectionsOf(filter)};
  };
  if (!filter.text.empty()) return Unkept(make());
  return answers_.Get(call, CacheKey("ListArticles", request), make);
}

absl::StatusOr<ListPage> ArticleReader::ListMatching(const Call& call, const Filter& filter,
                                                     ListOrder order,
                                                     const std::optional<ListKey>& after, int limit,
                                                     bool full) const {
  ListPage page;
  // As of before, so that what comes meanwhile is not taken to be seen.
  ASSIGN_OR_RETURN(page.touched, archive_.Touched(call.deadline, filter));
  ASSIGN_OR_RETURN(const std::vector<ListKey> found, searcher_.List(filter, order, after, limit));
  std::vector<std::string> ids;
  for (const ListKey& key : found) ids.push_back(key.id);
  ASSIGN_OR_RETURN(std::vector<StoredArticle> stored, archive_.BatchGet(call.deadline, ids, full));
  std::unordered_map<std::string, StoredArticle*> by_id;
  for (StoredArticle& article : stored) by_id[article.id] = &article;
  for (const ListKey& key : found) {
    const auto at = by_id.find(key.id);
    // The archive may know of a deletion before the index does.
    page.articles.push_back(at == by_id.end() ? StoredArticle{.id = key.id, .deleted = true}
                                              : std::move(*at->second));
    page.articles.back().list_time = key.list_time;
  }
  return page;
}

absl::StatusOr<grpc::ByteBuffer> ArticleReader::ListCategories(
    const Call& call, const v1::ListCategoriesRequest& request) const {
  RETURN_IF_ERROR(Await(call, request.read_after()));
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    ASSIGN_OR_RETURN(const auto categories, archive_.Categories(call.deadline));
    v1::ListCategoriesResponse response;
    for (const auto& [bytes, count] : categories) {
      v1::CategoryCount& category = *response.add_categories();
      if (!category.mutable_category()->ParseFromString(bytes)) {
        return absl::InternalError("a category in the archive can't be parsed");
      }
      category.set_article_count(count);
    }
    return AnswerCache::Answer{SerializeMessage(response), {kEveryArticle, kCategoriesCollection}};
  };
  return answers_.Get(call, CacheKey("ListCategories", request), make);
}

absl::StatusOr<grpc::ByteBuffer> ArticleReader::ListFacets(
    const Call& call, const v1::ListFacetsRequest& request) const {
  ASSIGN_OR_RETURN(const int limit, MaxFacetValues(request.max_values()));
  ASSIGN_OR_RETURN(const Filter filter, ParseFilter(request.filter()));
  RETURN_IF_ERROR(AwaitBoth(call, request.read_after(), filter));
  const auto make = [&]() -> absl::StatusOr<AnswerCache::Answer> {
    ASSIGN_OR_RETURN(const v1::ListFacetsResponse response,
                     facets_.Count(call.deadline, request, filter, limit));
    return AnswerCache::Answer{SerializeMessage(response), CollectionsOf(filter)};
  };
  if (!filter.text.empty()) return Unkept(make());
  return answers_.Get(call, CacheKey("ListFacets", request), make);
}

absl::StatusOr<v1::ListRevisionsResponse> ArticleReader::ListRevisions(
    const Call& call, const v1::ListRevisionsRequest& request) const {
  RETURN_IF_ERROR(ArticleId("parent", request.parent()).status());
  storage::v1::ListRevisionsRequest asked;
  asked.set_parent(request.parent());
  asked.set_page_size(request.page_size());
  asked.set_page_token(request.page_token());
  storage::v1::ListRevisionsResponse answer;
  const auto context = ContextFor(call);
  RETURN_IF_ERROR(FromGrpc(storage_.ListRevisions(context.get(), asked, &answer)));
  v1::ListRevisionsResponse response;
  response.mutable_revisions()->Swap(answer.mutable_revisions());
  response.set_next_page_token(answer.next_page_token());
  return response;
}

}  // namespace broadsheet::query
