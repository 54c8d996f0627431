#include "cli/edit/preview.h"

#include "absl/strings/str_cat.h"
#include "cli/article_text.h"
#include "cli/text.h"

namespace broadsheet::cli {

void PrintPreview(const article::v1::Article& article, Printer& out) {
  out.Wrapped(article.title().empty() ? "(redacted)" : OneLine(article.title()), 0, Style::kBold);
  out.Line(absl::StrCat("  ", DateOf(article),
                        article.path().empty() ? "" : absl::StrCat("  ", article.path())),
           Style::kDim);
  if (!article.canonical_uri().empty()) {
    out.Line(absl::StrCat("  ", OneLine(article.canonical_uri())), Style::kLink);
  }
  out.Line(absl::StrCat("  ", article.name(), article.has_delete_time() ? " (deleted)" : ""),
           Style::kDim);
}

}  // namespace broadsheet::cli
