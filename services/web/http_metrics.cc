#include "web/http_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "absl/strings/str_cat.h"

namespace broadsheet::web {
namespace {

const char* PageName(const Route& route) {
  if (route.format != Format::kHtml) return "feed";
  switch (route.page) {
    case Page::kFront:
      return "front";
    case Page::kCategory:
      return "category";
    case Page::kTag:
      return "tag";
    case Page::kArticle:
      return "article";
    case Page::kSearch:
      return "search";
    case Page::kMention:
      return "mention";
    case Page::kSitemap:
      return "sitemap";
    case Page::kOpenSearch:
    case Page::kStatic:
    case Page::kRobots:
    case Page::kHealth:
      return "static";
    default:
      return "other";
  }
}

}  // namespace

HttpMetrics::HttpMetrics(Metrics& metrics)
    : requests_(prometheus::BuildCounter()
                    .Name("http_server_requests_total")
                    .Help("Requests answered, by kind of page and HTTP status")
                    .Register(metrics.registry())),
      seconds_(prometheus::BuildHistogram()
                   .Name("http_server_request_seconds")
                   .Help("Time to make a page")
                   .Register(metrics.registry())) {}

void HttpMetrics::Answered(const Route& route, int status, absl::Duration took) {
  const std::string page = PageName(route);
  requests_.Add({{"page", page}, {"code", absl::StrCat(status)}}).Increment();
  seconds_
      .Add({{"page", page}},
           prometheus::Histogram::BucketBoundaries{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5})
      .Observe(absl::ToDoubleSeconds(took));
}

void HttpMetrics::Refused(int status) {
  requests_.Add({{"page", PageName({})}, {"code", absl::StrCat(status)}}).Increment();
}

}  // namespace broadsheet::web
