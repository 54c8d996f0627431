#include "web/route.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/slug.h"

namespace broadsheet::web {
namespace {

bool IsNumber(const std::string& text, size_t digits) {
  if (text.size() != digits) return false;
  for (char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

// "2026/03/12/one-plug-for-ten-thousand-lamps"; storage numbers twins ("-2"), so
// that it may be a little longer than a slug otherwise is.
bool IsArticlePath(const std::vector<std::string>& parts) {
  constexpr size_t kLongestSlug = 256;
  return parts.size() == 4 && IsNumber(parts[0], 4) && IsNumber(parts[1], 2) &&
         IsNumber(parts[2], 2) && IsSlug(parts[3], kLongestSlug);
}

// Takes "feed", "feed/atom" or "feed/json" off the end of `parts`.
Format TakeFormat(std::vector<std::string>* parts) {
  const bool is_feed = parts->size() >= 2 && parts->end()[-2] == "feed";
  if (is_feed && (parts->back() == "atom" || parts->back() == "json")) {
    const Format format = parts->back() == "atom" ? Format::kAtom : Format::kJson;
    parts->resize(parts->size() - 2);
    return format;
  }
  if (!parts->empty() && parts->back() == "feed") {
    parts->pop_back();
    return Format::kRss;
  }
  return Format::kHtml;
}

// A page whose address ends in a slash.
Route ParseShelf(std::vector<std::string> parts) {
  const Format format = TakeFormat(&parts);
  if (parts.empty()) return {Page::kFront, "", format};
  if (parts.size() != 2 || !IsSlug(parts[1])) return {};
  if (parts[0] == "category") return {Page::kCategory, parts[1], format};
  if (parts[0] == "tag") return {Page::kTag, parts[1], format};
  if (parts[0] == "about") return {Page::kMention, parts[1], format};
  return {};
}

// "2026-11" or "2026-11-13", or "news".
bool IsSitemap(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '-');
  const bool has_month = parts.size() >= 2 && IsNumber(parts[0], 4) && IsNumber(parts[1], 2);
  return name == "news" || (has_month && parts.size() == 2) ||
         (has_month && parts.size() == 3 && IsNumber(parts[2], 2));
}

// The page at exactly this address, or its one spelling but for a slash.
Route ParseExactly(std::string_view path) {
  if (path == "/search") return {Page::kSearch};
  if (path == "/robots.txt") return {Page::kRobots};
  if (path == "/healthz") return {Page::kHealth};
  if (path == "/opensearch.xml") return {Page::kOpenSearch};
  if (path == "/sitemap.xml") return {Page::kSitemap};
  if (path == "/favicon.ico" || path == "/favicon.svg") return {Page::kStatic, "favicon.svg"};
  absl::string_view rest(path.data(), path.size());
  if (!absl::ConsumePrefix(&rest, "/")) return {};
  if (absl::ConsumePrefix(&rest, "static/")) return {Page::kStatic, std::string(rest)};
  absl::string_view sitemap = rest;
  if (absl::ConsumePrefix(&sitemap, "sitemap/") && absl::ConsumeSuffix(&sitemap, ".xml")) {
    return IsSitemap(std::string(sitemap)) ? Route{Page::kSitemap, std::string(sitemap)} : Route{};
  }
  if (rest == "/") return {};
  const bool has_slash = rest.empty() || absl::ConsumeSuffix(&rest, "/");
  std::vector<std::string> parts;
  if (!rest.empty()) parts = absl::StrSplit(rest, '/');
  if (IsArticlePath(parts)) {
    if (has_slash) return {Page::kMovedPermanently, absl::StrCat("/", rest)};
    return {Page::kArticle, std::string(rest)};
  }
  if (rest == "search") return {Page::kMovedPermanently, "/search"};
  Route route = ParseShelf(std::move(parts));
  if (route.page != Page::kNotFound && !has_slash) {
    return {Page::kMovedPermanently, absl::StrCat("/", rest, "/")};
  }
  return route;
}

std::string Lower(std::string_view path) {
  icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(path.data(), static_cast<int32_t>(path.size())));
  std::string lower;
  text.toLower(icu::Locale::getRoot()).toUTF8String(lower);
  return lower;
}

}  // namespace

Route ParseRoute(std::string_view path) {
  Route route = ParseExactly(path);
  if (route.page != Page::kNotFound) return route;
  // Slugs have no capitals; people type them.
  const std::string lower = Lower(path);
  if (lower == path) return route;
  route = ParseExactly(lower);
  if (route.page == Page::kNotFound || route.page == Page::kMovedPermanently) return route;
  return {Page::kMovedPermanently, lower};
}

}  // namespace broadsheet::web
