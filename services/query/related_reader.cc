#include "query/related_reader.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "query/article_bytes.h"
#include "query/article_errors.h"
#include "query/names.h"
#include "query/search/related.h"
#include "query/terms.h"

namespace broadsheet::query {
namespace {

using article::v1::Article;
using article::v1::ArticleLink;
using Reason = v1::ListRelatedResponse::Reason;

// So many more are looked for than asked: some are withdrawn, or of the same story.
constexpr int kSpare = 3;

absl::StatusOr<int> RelatedSize(int32_t page_size) {
  constexpr int kDefault = 5;
  constexpr int kMost = 20;
  if (page_size < 0) return InvalidField("page_size", absl::StrCat("is negative: ", page_size));
  return page_size == 0 ? kDefault : std::min<int>(page_size, kMost);
}

Reason ReasonOf(const RelatedArticle& related) {
  Reason reason;
  for (const Topic& topic : related.shared) {
    switch (topic.kind) {
      case Topic::Kind::kMention:
        reason.add_mentions(topic.name);
        break;
      case Topic::Kind::kTag:
        reason.add_tags(topic.name);
        break;
      case Topic::Kind::kWord:
        reason.add_words(topic.name);
        break;
    }
  }
  return reason;
}

bool IsTranslation(const ArticleLink& link) {
  return link.kind() == ArticleLink::KIND_TRANSLATION_OF ||
         link.kind() == ArticleLink::KIND_TRANSLATION;
}

// Tells which articles are another view of what is there already.
class Stories {
 public:
  explicit Stories(const Article& asked) {
    names_.insert(asked.name());
    for (const ArticleLink& link : asked.links()) names_.insert(link.article());
  }

  // Whether `article` is new; it and its translations are not any more.
  bool Add(const Article& article) {
    if (!names_.insert(article.name()).second) return false;
    for (const ArticleLink& link : article.links()) {
      if (IsTranslation(link)) names_.insert(link.article());
    }
    return true;
  }

 private:
  std::unordered_set<std::string> names_;
};

// The answer: of `related`, those that `stored` has, `size` at most.
std::string ResponseBytes(const Article& asked, const std::vector<RelatedArticle>& related,
                          const std::vector<StoredArticle>& stored, int size) {
  std::unordered_map<std::string, const StoredArticle*> by_id;
  for (const StoredArticle& article : stored) by_id[article.id] = &article;
  Stories stories(asked);
  std::string articles;
  std::string reasons;
  int count = 0;
  for (const RelatedArticle& found : related) {
    const auto at = by_id.find(found.id);
    Article article;
    if (count == size || at == by_id.end() || !article.ParseFromString(at->second->teaser) ||
        !IsListed(article) || !stories.Add(article)) {
      continue;
    }
    AppendField(v1::ListRelatedResponse::kArticlesFieldNumber, at->second->teaser, "", articles);
    AppendField(v1::ListRelatedResponse::kReasonsFieldNumber, ReasonOf(found).SerializeAsString(),
                "", reasons);
    ++count;
  }
  return articles + reasons;
}

}  // namespace

absl::StatusOr<grpc::ByteBuffer> RelatedReader::ListRelated(
    const Call& call, const v1::ListRelatedRequest& request) const {
  ASSIGN_OR_RETURN(const std::string id, ArticleId("name", request.name()));
  ASSIGN_OR_RETURN(const int size, RelatedSize(request.page_size()));
  RETURN_IF_ERROR(read_after_.Check(call, request.read_after(), gate_));
  RETURN_IF_ERROR(searcher_.Await(call, request.read_after()));
  v1::ListRelatedRequest kept_by = request;
  kept_by.clear_read_after();
  return answers_.Get(call, AnswerCache::KeyOf("ListRelated", kept_by),
                      [&] { return Find(call, request, id, size); });
}

absl::StatusOr<AnswerCache::Answer> RelatedReader::Find(const Call& call,
                                                        const v1::ListRelatedRequest& request,
                                                        const std::string& id, int size) const {
  // Any article can be related, and be withdrawn.
  const std::vector<Collection> made_of = {kEveryArticle, kSearchCollection, ArticleCollection(id)};
  ASSIGN_OR_RETURN(const std::optional<StoredArticle> stored,
                   archive_.Get(call.deadline, Archive::Key::kId, id));
  if (!stored) return NoArticle(request.name());
  if (IsHidden(*stored)) return ArticleDeleted(request.name(), id);
  Article article;
  if (!article.ParseFromString(stored->teaser)) {
    return absl::InternalError("an article in the archive can't be parsed: " + id);
  }
  // Redacted, or part of another one.
  if (!IsListed(article)) return AnswerCache::Answer{ToByteBuffer(""), made_of};
  std::vector<RelatedArticle> related;
  RETURN_IF_ERROR(index_.readers().Read([&](const SearchSnapshot& snapshot) {
    related = FindRelated(snapshot, article, size + kSpare);
    return absl::OkStatus();
  }));
  std::vector<std::string> ids;
  for (const RelatedArticle& found : related) ids.push_back(found.id);
  ASSIGN_OR_RETURN(const std::vector<StoredArticle> articles,
                   archive_.BatchGet(call.deadline, ids, /*full=*/false));
  return AnswerCache::Answer{ToByteBuffer(ResponseBytes(article, related, articles, size)),
                             made_of};
}

}  // namespace broadsheet::query
