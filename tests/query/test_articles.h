// Articles for tests.
#pragma once

#include <google/protobuf/text_format.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::query {

inline std::string IdOfNumber(int n) { return absl::StrFormat("01900000-0000-7000-8000-%012d", n); }

// Article number `n`, a minute newer than number n - 1, with more fields in
// protobuf text format.
inline article::v1::Article ArticleOf(int n, const std::string& fields = "") {
  article::v1::Article article;
  if (!google::protobuf::TextFormat::ParseFromString(fields, &article)) std::abort();
  article.set_name("articles/" + IdOfNumber(n));
  if (article.revision() == 0) article.set_revision(1);
  if (article.title().empty()) article.set_title(absl::StrCat("Headline ", n));
  if (article.path().empty()) article.set_path(absl::StrCat("2026/11/24/headline-", n));
  if (article.teaser_html().empty()) article.set_teaser_html(absl::StrCat("<p>Teaser ", n, "</p>"));
  if (article.body_html().empty() && article.body_text().empty()) {
    article.set_body_html(absl::StrCat("<p>Body ", n, "</p>"));
    article.set_body_text(absl::StrCat("Body ", n));
  }
  if (article.canonical_uri().empty()) {
    article.set_canonical_uri(absl::StrCat("https://news.example/", n));
  }
  if (!article.has_list_time()) article.mutable_list_time()->set_seconds(1'790'000'000 + 60 * n);
  return article;
}

inline article::v1::Category CategoryOf(const std::string& slug, const std::string& parent = "") {
  article::v1::Category category;
  category.set_name("categories/" + slug);
  category.set_title("Category " + slug);
  if (!parent.empty()) category.set_parent("categories/" + parent);
  return category;
}

}  // namespace broadsheet::query
