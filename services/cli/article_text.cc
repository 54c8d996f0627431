#include "cli/article_text.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/html_text.h"
#include "cli/text.h"
#include "cli/times.h"

namespace broadsheet::cli {
namespace {

using article::v1::Article;
using article::v1::MoreLink;

constexpr int kIndent = 2;
constexpr char kBetween[] = " · ";

// "Chinese" for "zh".
std::string LanguageName(const std::string& code) {
  icu::UnicodeString name;
  icu::Locale(code.c_str()).getDisplayLanguage(icu::Locale::getEnglish(), name);
  std::string text;
  name.toUTF8String(text);
  return text;
}

std::string SourceLabel(const MoreLink& more) {
  if (!more.label().empty()) return more.label();
  if (more.language_code().empty()) return "Read more";
  return absl::StrCat("Read more (in ", LanguageName(more.language_code()), ")");
}

void PrintMore(const Article& article, Printer& out) {
  const std::string text = MoreText(article);
  if (text.empty()) return;
  const char* before = "  → ";
  for (const std::string& line : Wrap(Printable(text), out.width() - 2 * kIndent)) {
    out.Text(before);
    out.Line(line, Style::kBold);
    before = "    ";
  }
  // Never wrapped: it must stay clickable.
  out.Line(absl::StrCat(std::string(2 * kIndent, ' '), OneLine(article.more().uri())),
           Style::kLink);
}

std::string Headline(const Article& article) {
  return article.title().empty() ? "(redacted)" : article.title();
}

// "14 March 2026 · tech, hardware · 2026/03/14/a-headline". The path has a line of
// its own where it does not fit, so that it can be copied.
void PrintDateline(const Article& article, int indent, Printer& out) {
  std::vector<std::string> parts = {DateOf(article)};
  std::vector<std::string> categories;
  for (const std::string& name : article.categories()) categories.push_back(LastPart(name));
  if (!categories.empty()) parts.push_back(absl::StrJoin(categories, ", "));
  const std::string margin(static_cast<size_t>(indent), ' ');
  const std::string dates = absl::StrJoin(parts, kBetween);
  const std::string path = OneLine(article.path());
  const std::string all = absl::StrCat(dates, path.empty() ? "" : kBetween, path);
  if (DisplayWidth(all) <= out.width() - indent) {
    out.Line(margin + all, Style::kDim);
    return;
  }
  out.Wrapped(dates, indent, Style::kDim);
  if (!path.empty()) out.Line(margin + path, Style::kDim);
}

std::string Byline(const Article& article) {
  std::vector<std::string> names;
  for (const auto& author : article.authors()) {
    const bool software = author.kind() == article::v1::Author::KIND_SOFTWARE;
    names.push_back(absl::StrCat(author.display_name(), software ? " (software)" : ""));
  }
  std::vector<std::string> parts;
  if (!names.empty()) parts.push_back(absl::StrCat("By ", absl::StrJoin(names, ", ")));
  const std::string& site = article.source().title();
  if (!site.empty()) parts.push_back(site);
  if (article.language_code() != "und" && !article.language_code().empty()) {
    parts.push_back(LanguageName(article.language_code()));
  }
  return absl::StrJoin(parts, kBetween);
}

std::string Mentions(const Article& article) {
  return absl::StrJoin(
      article.mentions(), ", ", [](std::string* out, const article::v1::Mention& mention) {
        absl::StrAppend(out, mention.surface_form(), " (", mention.entity(),
                        mention.count() > 1 ? absl::StrCat(" ×", mention.count()) : "", ")");
      });
}

void PrintField(const char* label, const std::string& value, Printer& out) {
  if (value.empty()) return;
  const std::vector<std::string> lines = Wrap(Printable(value), out.width() - 12);
  for (size_t i = 0; i < lines.size(); ++i) {
    out.Text(Pad(i == 0 ? label : "", 12), Style::kDim);
    out.Line(lines[i]);
  }
}

void PrintLinkField(const char* label, const std::string& uri, Printer& out) {
  if (uri.empty()) return;
  out.Text(Pad(label, 12), Style::kDim);
  out.Line(OneLine(uri), Style::kLink);
}

const char* LinkLabel(article::v1::ArticleLink::Kind kind) {
  switch (kind) {
    case article::v1::ArticleLink::KIND_TRANSLATION_OF:
      return "Translates";
    case article::v1::ArticleLink::KIND_TRANSLATION:
      return "Translation";
    case article::v1::ArticleLink::KIND_SOURCE_OF:
      return "Source of";
    default:
      return "Source";
  }
}

void PrintFields(const Article& article, Printer& out) {
  PrintField("Tags", absl::StrJoin(article.tags(), ", "), out);
  PrintField("Mentions", Mentions(article), out);
  PrintField("Rights", article.rights(), out);
  PrintLinkField("Published", article.canonical_uri(), out);
  PrintLinkField("Image", article.image_uri(), out);
  for (const auto& link : article.links()) {
    // In the archive where it is there.
    PrintLinkField(LinkLabel(link.kind()), link.path().empty() ? link.uri() : link.path(), out);
  }
  if (article.has_delete_time()) PrintField("Deleted", Moment(article.delete_time()), out);
  PrintField("Merged into", article.merged_into(), out);
  PrintField("Revision", absl::StrCat(article.revision(), " of ", Moment(article.update_time())),
             out);
  PrintField("Name", article.name(), out);
}

void PrintText(const std::string& html, Printer& out) {
  const std::string text = HtmlToText(html);
  if (text.empty()) return;
  out.Wrapped(text);
  out.Line();
}

}  // namespace

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string MoreText(const Article& article) {
  const MoreLink& more = article.more();
  if (more.uri().empty()) return "";
  switch (more.kind()) {
    case MoreLink::KIND_CONTINUE_READING:
      return absl::StrCat(more.label().empty() ? "Continue reading" : more.label(), " ",
                          article.title());
    case MoreLink::KIND_SOURCE:
      return SourceLabel(more);
    default:
      return "";
  }
}

std::string DateOf(const Article& article) {
  const bool stated = article.publish_time_quality() == article::v1::PUBLISH_TIME_QUALITY_STATED;
  return Day(stated && article.has_publish_time() ? article.publish_time() : article.list_time());
}

void PrintEntry(const Article& article, const std::string& title, const std::string& teaser,
                Printer& out) {
  out.Wrapped(title, 0, Style::kBold);
  PrintDateline(article, kIndent, out);
  if (!teaser.empty()) out.Wrapped(absl::StrReplaceAll(teaser, {{"\n\n", "\n"}}), kIndent);
  PrintMore(article, out);
  out.Line();
}

void PrintEntry(const Article& article, Printer& out) {
  PrintEntry(article, Headline(article), HtmlToText(article.teaser_html()), out);
}

void PrintArticle(const Article& article, Printer& out) {
  out.Wrapped(Headline(article), 0, Style::kBold);
  PrintDateline(article, 0, out);
  const std::string byline = Byline(article);
  if (!byline.empty()) out.Wrapped(byline, 0, Style::kDim);
  out.Line();
  if (article.body_html().empty()) {
    PrintText(article.teaser_html(), out);
    PrintMore(article, out);
    out.Line();
  } else {
    PrintText(article.body_html(), out);
    if (article.more().kind() == MoreLink::KIND_SOURCE) {
      PrintMore(article, out);
      out.Line();
    }
  }
  PrintFields(article, out);
}

}  // namespace broadsheet::cli
