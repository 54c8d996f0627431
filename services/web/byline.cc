#include "web/byline.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::Author;

bool SaysItself(const std::string& name) {
  const std::string lower = absl::AsciiStrToLower(name);
  for (const char* mark : {"automat", "(bot)", "(program)", "(a program)", "(software)", "(ai)"}) {
    if (absl::StrContains(lower, mark)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> BylineNames(const Article& article) {
  std::vector<std::string> names;
  for (const Author& author : article.authors()) {
    const std::string& name = author.display_name();
    const bool needs_mark = author.kind() == Author::KIND_SOFTWARE && !SaysItself(name);
    names.push_back(needs_mark ? absl::StrCat(name, " (automated)") : name);
  }
  return names;
}

std::string_view NameSeparator(size_t index, size_t count) {
  if (index == 0) return "";
  return index + 1 == count ? " and " : ", ";
}

std::string BylineText(const Article& article) {
  const std::vector<std::string> names = BylineNames(article);
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    text.append(NameSeparator(i, names.size()));
    text += names[i];
  }
  return text;
}

}  // namespace broadsheet::web
