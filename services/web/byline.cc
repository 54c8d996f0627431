#include "web/byline.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace broadsheet::web {

using article::v1::Article;
using article::v1::Author;

Byline MakeByline(const Article& article) {
  Byline byline;
  for (const Author& author : article.authors()) {
    const bool is_program = author.kind() == Author::KIND_SOFTWARE;
    (is_program ? byline.programs : byline.people).push_back(author.display_name());
  }
  return byline;
}

std::string_view NameSeparator(size_t index, size_t count) {
  if (index == 0) return "";
  return index + 1 == count ? " and " : ", ";
}

std::string BylineText(const Byline& byline) {
  std::vector<std::string> names = byline.people;
  for (const std::string& program : byline.programs) {
    names.push_back(absl::StrCat(program, " (a program)"));
  }
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    text.append(NameSeparator(i, names.size()));
    text += names[i];
  }
  return text;
}

}  // namespace broadsheet::web
