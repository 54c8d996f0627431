#include "query/normal_form.h"

#include <algorithm>

namespace broadsheet::query {
namespace {

void SortOnce(google::protobuf::RepeatedPtrField<std::string>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

void SettleFilter(v1::ArticleFilter* filter) {
  for (auto* values :
       {filter->mutable_categories(), filter->mutable_tags(), filter->mutable_source_site_uris(),
        filter->mutable_language_codes(), filter->mutable_mentions()}) {
    SortOnce(values);
  }
}

// A filter that is absent and one in which nothing is set are the same.
template <class Request>
void SettleFilterAndPage(Request* request) {
  SettleFilter(request->mutable_filter());
  request->clear_page_size();
  request->clear_page_token();
  request->clear_read_after();
}

}  // namespace

v1::ListArticlesRequest NormalForm(v1::ListArticlesRequest request) {
  SettleFilterAndPage(&request);
  if (request.view() == v1::ARTICLE_VIEW_UNSPECIFIED) request.set_view(v1::ARTICLE_VIEW_TEASER);
  if (request.order() == v1::ListArticlesRequest::ORDER_UNSPECIFIED) {
    request.set_order(v1::ListArticlesRequest::ORDER_NEWEST);
  }
  return request;
}

v1::SearchArticlesRequest NormalForm(v1::SearchArticlesRequest request) {
  SettleFilterAndPage(&request);
  if (request.order() == v1::SearchArticlesRequest::ORDER_UNSPECIFIED) {
    request.set_order(v1::SearchArticlesRequest::ORDER_RELEVANCE);
  }
  return request;
}

v1::WatchArticlesRequest NormalForm(v1::WatchArticlesRequest request) {
  SettleFilter(request.mutable_filter());
  request.clear_resume_token();
  return request;
}

}  // namespace broadsheet::query
