#include "web/fake_query.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::web::testing {
namespace {

using article::v1::Article;
using google::protobuf::RepeatedPtrField;

template <class Message>
Message ReadMessage(const char* name) {
  std::ifstream in(absl::StrCat(BROADSHEET_SOURCE_DIR, "/tests/web/", name));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

bool HasAny(const RepeatedPtrField<std::string>& wanted, const RepeatedPtrField<std::string>& has) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& value) {
           return std::find(has.begin(), has.end(), value) != has.end();
         });
}

// The offset of a token "OFFSET:BOUND"; -1 where it is bound to something else.
int OffsetOf(const std::string& token, const std::string& bound) {
  if (token.empty()) return 0;
  const std::vector<std::string> parts = absl::StrSplit(token, absl::MaxSplits(':', 1));
  int offset = -1;
  const bool is_ours = parts.size() == 2 && parts[1] == bound;
  return is_ours && absl::SimpleAtoi(parts[0], &offset) ? offset : -1;
}

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

std::string Marked(const std::string& text, const std::string& word) {
  return absl::StrReplaceAll(Escaped(text), {{word, absl::StrCat("<mark>", word, "</mark>")}});
}

std::string TextOf(const Article& article) {
  return absl::StrReplaceAll(article.teaser_html(), {{"<p>", ""}, {"</p>", ""}});
}

}  // namespace

FakeQuery::FakeQuery()
    : articles_(ReadMessage<query::v1::ListArticlesResponse>("articles.textproto")),
      categories_(ReadMessage<query::v1::ListCategoriesResponse>("categories.textproto")) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
}

FakeQuery::~FakeQuery() { server_->Shutdown(std::chrono::system_clock::now()); }

std::string FakeQuery::address() const { return absl::StrCat("127.0.0.1:", port_); }

Article* FakeQuery::AddArticle(const std::string& path, const std::string& title) {
  Article* article = articles_.add_articles();
  article->set_name(absl::StrCat("articles/019ee000-0000-7000-8000-9", path.size(), "0000000000"));
  article->set_path(path);
  article->set_title(title);
  article->set_language_code("en");
  article->mutable_list_time()->set_seconds(1'782'000'000);
  std::rotate(articles_.mutable_articles()->pointer_begin(),
              articles_.mutable_articles()->pointer_end() - 1,
              articles_.mutable_articles()->pointer_end());
  return articles_.mutable_articles(0);
}

bool FakeQuery::Admits(const query::v1::ArticleFilter& filter, const Article& article) const {
  RepeatedPtrField<std::string> shelves = article.categories();
  for (const query::v1::CategoryCount& count : categories_.categories()) {
    const auto& own = article.categories();
    const bool is_filed = std::find(own.begin(), own.end(), count.category().name()) != own.end();
    if (is_filed) *shelves.Add() = count.category().parent();
  }
  RepeatedPtrField<std::string> mentions;
  for (const auto& mention : article.mentions()) *mentions.Add() = mention.entity();
  const int64_t time = article.list_time().seconds();
  return HasAny(filter.categories(), shelves) && HasAny(filter.tags(), article.tags()) &&
         HasAny(filter.mentions(), mentions) && time >= filter.start_time().seconds() &&
         (!filter.has_end_time() || time < filter.end_time().seconds());
}

grpc::Status FakeQuery::GetArticle(grpc::ServerContext*,
                                   const query::v1::GetArticleRequest* request, Article* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  for (const Article& article : articles_.articles()) {
    const bool has_alias = request->path() == absl::StrCat(article.path(), "-alias");
    if (article.path() != request->path() && article.name() != request->name() && !has_alias) {
      continue;
    }
    if (article.has_delete_time()) {
      return ToGrpc(WithReason(absl::NotFoundError("the article is deleted"), "ARTICLE_DELETED"));
    }
    *response = article;
    return grpc::Status::OK;
  }
  return {grpc::StatusCode::NOT_FOUND, "no such article"};
}

grpc::Status FakeQuery::ListArticles(grpc::ServerContext*,
                                     const query::v1::ListArticlesRequest* request,
                                     query::v1::ListArticlesResponse* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  const std::string bound = request->filter().ShortDebugString();
  const int offset = OffsetOf(request->page_token(), bound);
  if (offset < 0) return ToGrpc(InvalidField("page_token", "was not given for this list"));
  int seen = 0;
  for (const Article& article : articles_.articles()) {
    if (!Admits(request->filter(), article) || seen++ < offset) continue;
    if (response->articles_size() == request->page_size()) {
      response->set_next_page_token(absl::StrCat(offset + request->page_size(), ":", bound));
      break;
    }
    Article* added = response->add_articles();
    *added = article;
    if (request->view() != query::v1::ARTICLE_VIEW_FULL) added->clear_body_html();
  }
  return grpc::Status::OK;
}

grpc::Status FakeQuery::SearchArticles(grpc::ServerContext*,
                                       const query::v1::SearchArticlesRequest* request,
                                       query::v1::SearchArticlesResponse* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  constexpr absl::string_view kAbsent = "absent";
  std::string word = request->query();
  // One word that no article has, behind another.
  const bool lacks = absl::EndsWith(word, kAbsent) && word != kAbsent;
  if (lacks) word.resize(word.size() - kAbsent.size() - 1);
  if (word.size() > 1000) return ToGrpc(InvalidField("query", "is longer than 1000 bytes"));
  const int offset = OffsetOf(request->page_token(), word);
  if (offset < 0) return ToGrpc(InvalidField("page_token", "was not given for this search"));
  int found = 0;
  for (const Article& article : articles_.articles()) {
    if (!absl::StrContains(article.title(), word) && !absl::StrContains(TextOf(article), word)) {
      continue;
    }
    if (found++ < offset || response->results_size() == request->page_size()) continue;
    query::v1::SearchResult* result = response->add_results();
    *result->mutable_article() = article;
    result->set_title_html(Marked(article.title(), word));
    result->set_snippet_html(Marked(TextOf(article), word));
    if (lacks) result->add_missing(std::string(kAbsent));
  }
  response->set_estimated_total(found);
  if (found > offset + request->page_size()) {
    response->set_next_page_token(absl::StrCat(offset + request->page_size(), ":", word));
  }
  if (word == "Shenzen") response->set_suggested_query("Shenzhen");
  return grpc::Status::OK;
}

grpc::Status FakeQuery::ListRelated(grpc::ServerContext*,
                                    const query::v1::ListRelatedRequest* request,
                                    query::v1::ListRelatedResponse* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  query::v1::ArticleFilter filter;
  for (const Article& article : articles_.articles()) {
    if (article.name() == request->name() && !article.mentions().empty()) {
      filter.add_mentions(article.mentions(0).entity());
    }
  }
  for (const Article& article : articles_.articles()) {
    if (filter.mentions().empty() || response->articles_size() == request->page_size()) break;
    if (article.name() == request->name() || !Admits(filter, article)) continue;
    *response->add_articles() = article;
    response->add_reasons()->add_mentions(filter.mentions(0));
  }
  return grpc::Status::OK;
}

grpc::Status FakeQuery::ListFacets(grpc::ServerContext*,
                                   const query::v1::ListFacetsRequest* request,
                                   query::v1::ListFacetsResponse* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  std::map<std::string, int> months, tags;
  for (const Article& article : articles_.articles()) {
    if (article.has_delete_time() || !Admits(request->filter(), article)) continue;
    ++months[absl::FormatTime("%E4Y-%m", absl::FromUnixSeconds(article.list_time().seconds()),
                              absl::UTCTimeZone())];
    for (const std::string& tag : article.tags()) ++tags[tag];
  }
  for (auto month = months.rbegin(); month != months.rend(); ++month) {
    auto* value = response->add_months();
    value->set_value(month->first);
    value->set_article_count(month->second);
  }
  for (const auto& [tag, count] : tags) {
    auto* value = response->add_tags();
    value->set_value(tag);
    value->set_article_count(count);
  }
  return grpc::Status::OK;
}

grpc::Status FakeQuery::ListRevisions(grpc::ServerContext*, const query::v1::ListRevisionsRequest*,
                                      query::v1::ListRevisionsResponse* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  article::v1::Revision& newest = *response->add_revisions();
  newest.set_kind(article::v1::Revision::KIND_REDACTED);
  newest.set_reason(reason_);
  return grpc::Status::OK;
}

grpc::Status FakeQuery::ListCategories(grpc::ServerContext*,
                                       const query::v1::ListCategoriesRequest*,
                                       query::v1::ListCategoriesResponse* response) {
  if (fails_with_ != grpc::StatusCode::OK) return {fails_with_, "as the test wants it"};
  *response = categories_;
  return grpc::Status::OK;
}

}  // namespace broadsheet::web::testing
