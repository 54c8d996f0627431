#include "web/feeds/item.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/slug.h"
#include "web/collection.h"
#include "web/links.h"
#include "web/more_link_text.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;

std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text,
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

}  // namespace

std::vector<Shelf> ShelvesOf(const Article& article,
                             const query::v1::ListCategoriesResponse& categories) {
  std::vector<Shelf> shelves;
  std::set<std::string> seen;
  const auto add = [&](std::string slug, std::string title) {
    if (seen.insert(Slug(title)).second) shelves.push_back({std::move(slug), std::move(title)});
  };
  for (const std::string& name : article.categories()) {
    add(SlugOf(name), CategoryTitle(name, categories));
  }
  for (const std::string& tag : article.tags()) add(tag, TagTitle(tag, article));
  return shelves;
}

std::string WithMoreLink(const std::string& sanitised_html, const Article& article) {
  const auto more = MoreLinkOnPage(article);
  if (!more) return sanitised_html;
  const std::string headline = more->headline.empty() ? "" : absl::StrCat(" ", more->headline);
  return absl::StrCat(sanitised_html, "\n<p><a href=\"", Escaped(more->href), "\">",
                      Escaped(more->label + headline), "</a></p>");
}

std::string BaseOfInsideLinks(const std::string& page, const Article& article) {
  return absl::StrContains(article.body_html(), "href=\"#") ? page : "";
}

std::string PictureType(const std::string& uri) {
  const std::string path = absl::AsciiStrToLower(uri.substr(0, uri.find_first_of("?#")));
  constexpr std::pair<const char*, const char*> kTypes[] = {
      {".jpg", "image/jpeg"},   {".jpeg", "image/jpeg"}, {".png", "image/png"},
      {".gif", "image/gif"},    {".webp", "image/webp"}, {".avif", "image/avif"},
      {".svg", "image/svg+xml"}};
  for (const auto& [ending, type] : kTypes) {
    if (absl::EndsWith(path, ending)) return type;
  }
  return "";
}

}  // namespace broadsheet::web
