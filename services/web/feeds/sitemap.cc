#include "web/feeds/sitemap.h"

#include <functional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status.h"
#include "web/dates.h"
#include "web/feeds/xml_writer.h"
#include "web/language.h"
#include "web/links.h"
#include "web/narrowing.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using query::v1::ArticleFilter;
using query::v1::ListArticlesRequest;

constexpr char kNamespace[] = "http://www.sitemaps.org/schemas/sitemap/0.9";
constexpr int kPageSize = 100;
constexpr int64_t kMaxOfMonth = 5000;
// What the specifications allow.
constexpr int kMaxUris = 50'000;
constexpr int kMaxNews = 1000;
constexpr absl::Duration kNewsAge = absl::Hours(48);

Response XmlResponse(XmlWriter& xml) {
  Response response;
  response.content_type = "application/xml; charset=utf-8";
  response.body = xml.Finish();
  return response;
}

// Visits at most `limit` articles of `filter` in the order of `request`; how many they were.
absl::StatusOr<int> ForEach(const Request& request, const QueryClient& query,
                            ListArticlesRequest list, int limit,
                            const std::function<void(const Article&)>& visit) {
  list.set_page_size(kPageSize);
  int count = 0;
  do {
    ASSIGN_OR_RETURN(const query::v1::ListArticlesResponse page,
                     query.ListArticles(request.call, list));
    for (const Article& article : page.articles()) {
      if (count == limit) return count;
      visit(article);
      ++count;
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  return count;
}

void WriteUri(const Site& site, const Article& article, XmlWriter& xml) {
  xml.Element("loc", absl::StrCat(site.base_uri, ArticleLink(article.path())));
}

absl::StatusOr<Response> Period(const Request& request, const ArticleFilter& period,
                                const QueryClient& query) {
  XmlWriter xml;
  xml.Start("urlset", {{"xmlns", kNamespace},
                       {"xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1"}});
  ListArticlesRequest list;
  *list.mutable_filter() = period;
  list.set_order(ListArticlesRequest::ORDER_OLDEST);
  const auto write = [&](const Article& article) {
    xml.Start("url");
    WriteUri(request.site, article, xml);
    xml.Element("lastmod", IsoTime(ModifiedTime(article)));
    if (IsWebUri(article.image_uri())) {
      xml.Start("image:image");
      xml.Element("image:loc", article.image_uri());
      xml.End();
    }
    xml.End();
  };
  ASSIGN_OR_RETURN(const int count, ForEach(request, query, list, kMaxUris, write));
  if (count == 0) return absl::NotFoundError("no article is of that time");
  return XmlResponse(xml);
}

// Google knows two kinds of Chinese, and else languages alone.
std::string NewsLanguage(const std::string& tag) {
  if (!IsKnownLanguage(tag)) return "en";
  if (!IsSameLanguage(tag, "zh")) return tag.substr(0, tag.find('-'));
  const std::string lower = absl::AsciiStrToLower(tag);
  for (const char* mark : {"hant", "-tw", "-hk", "-mo"}) {
    if (absl::StrContains(lower, mark)) return "zh-tw";
  }
  return "zh-cn";
}

absl::StatusOr<Response> News(const Request& request, const QueryClient& query) {
  XmlWriter xml;
  xml.Start("urlset", {{"xmlns", kNamespace},
                       {"xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9"}});
  ListArticlesRequest list;
  list.mutable_filter()->mutable_start_time()->set_seconds(
      absl::ToUnixSeconds(request.call.start - kNewsAge));
  const auto write = [&](const Article& article) {
    xml.Start("url");
    WriteUri(request.site, article, xml);
    xml.Start("news:news");
    xml.Start("news:publication");
    xml.Element("news:name", request.site.title);
    xml.Element("news:language", NewsLanguage(article.language_code()));
    xml.End();
    xml.Element("news:publication_date", IsoTime(ToTime(article.list_time())));
    xml.Element("news:title", article.title());
    xml.End();
    xml.End();
  };
  // Where there is no news, that is what it says.
  RETURN_IF_ERROR(ForEach(request, query, list, kMaxNews, write).status());
  return XmlResponse(xml);
}

// A month by its days, where it is too long for one sitemap.
std::vector<std::string> Parts(const std::string& month, int64_t articles) {
  absl::CivilMonth parsed;
  if (articles <= kMaxOfMonth || !absl::ParseCivilTime(month, &parsed)) return {month};
  std::vector<std::string> days;
  for (absl::CivilDay day(parsed); absl::CivilMonth(day) == parsed; ++day) {
    days.push_back(absl::FormatCivilTime(day));
  }
  return days;
}

absl::StatusOr<Response> Index(const Request& request, const QueryClient& query) {
  constexpr int kMaxMonths = 1000;
  query::v1::ListFacetsRequest all;
  all.set_max_values(kMaxMonths);
  ASSIGN_OR_RETURN(const query::v1::ListFacetsResponse facets, query.ListFacets(request.call, all));
  XmlWriter xml;
  xml.Start("sitemapindex", {{"xmlns", kNamespace}});
  for (const auto& month : facets.months()) {
    for (const std::string& part : Parts(month.value(), month.article_count())) {
      xml.Start("sitemap");
      xml.Element("loc", absl::StrCat(request.site.base_uri, "/sitemap/", part, ".xml"));
      xml.End();
    }
  }
  return XmlResponse(xml);
}

}  // namespace

absl::StatusOr<Response> SitemapPage(const Request& request, const std::string& name,
                                     const QueryClient& query) {
  if (name.empty()) return Index(request, query);
  if (name == "news") return News(request, query);
  ArticleFilter period;
  if (!SetPeriod(name, period)) return absl::NotFoundError("no sitemap is of that time");
  return Period(request, period, query);
}

}  // namespace broadsheet::web
