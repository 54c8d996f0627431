#include "web/more_link_text.h"

#include "absl/strings/str_cat.h"
#include "web/language.h"
#include "web/links.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using article::v1::MoreLink;

std::string SourceLabel(const Article& article) {
  if (!article.more().label().empty()) return article.more().label();
  const std::string& target = article.more().language_code();
  if (!IsKnownLanguage(target) || IsSameLanguage(target, article.language_code())) {
    return "Read more";
  }
  return absl::StrCat("Read more (in ", LanguageName(target), ")");
}

std::string ContinueLabel(const Article& article) {
  return article.more().label().empty() ? "Continue reading" : article.more().label();
}

}  // namespace

std::optional<MoreLinkText> MoreLinkInList(const Article& article) {
  if (article.more().kind() != MoreLink::KIND_CONTINUE_READING || article.body_html().empty()) {
    return MoreLinkOnPage(article);
  }
  return MoreLinkText{ContinueLabel(article), article.title(), ArticleLink(article.path())};
}

std::optional<MoreLinkText> MoreLinkOnPage(const Article& article) {
  const MoreLink& more = article.more();
  if (!IsWebUri(more.uri())) return std::nullopt;
  if (more.kind() == MoreLink::KIND_SOURCE) {
    return MoreLinkText{SourceLabel(article), "", more.uri(), more.language_code(), true};
  }
  if (more.kind() == MoreLink::KIND_CONTINUE_READING && article.body_html().empty()) {
    return MoreLinkText{ContinueLabel(article), article.title(), more.uri(), more.language_code(),
                        true};
  }
  return std::nullopt;
}

}  // namespace broadsheet::web
