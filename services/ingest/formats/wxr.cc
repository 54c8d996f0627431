#include "ingest/formats/wxr.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ingest/formats/feed_namespaces.h"
#include "ingest/formats/typography.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

bool IsWordPress(const XmlElement& element) {
  return absl::StrContains(std::string(element.ns()), "wordpress.org/export/");
}

// Text of the child that is named so in the namespace of whichever version.
std::string WpText(const XmlElement& parent, std::string_view name) {
  for (const XmlElement& child : parent.Children()) {
    if (child.IsNamed(name) && IsWordPress(child)) {
      return std::string(absl::StripAsciiWhitespace(child.Text()));
    }
  }
  return "";
}

// The element that `text` begins with, in lower case; empty for text.
std::string LeadingTag(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || text[begin] != '<') return "";
  begin += text.substr(begin).starts_with("</") ? 2 : 1;
  size_t end = begin;
  while (end < text.size() && absl::ascii_isalnum(static_cast<unsigned char>(text[end]))) ++end;
  return AsciiLower(text.substr(begin, end - begin));
}

bool IsBlock(const std::string& tag) {
  static const auto* const kTags = new std::set<std::string>(
      {"address", "article",  "aside",      "blockquote", "details", "dd",     "div",     "dl",
       "dt",      "fieldset", "figcaption", "figure",     "footer",  "form",   "h1",      "h2",
       "h3",      "h4",       "h5",         "h6",         "header",  "hr",     "iframe",  "li",
       "main",    "nav",      "ol",         "p",          "pre",     "script", "section", "style",
       "table",   "tbody",    "td",         "tfoot",      "th",      "thead",  "tr",      "ul"});
  return kTags->contains(tag);
}

// Takes "[name …]" and "[/name]" out; what they stand around stays.
std::string WithoutShortcodes(std::string text) {
  for (const std::string name : {"caption", "gallery", "embed", "audio", "video", "playlist"}) {
    for (const std::string& mark : {absl::StrCat("[", name), absl::StrCat("[/", name)}) {
      for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        const size_t end = text.find(']', at);
        const size_t behind = at + mark.size();
        const bool whole = end != std::string::npos && (text[behind] == ']' || text[behind] == ' ');
        if (whole) {
          text.erase(at, end + 1 - at);
        } else {
          at = behind;
        }
      }
    }
  }
  return text;
}

void AddParagraph(std::string_view text, std::string& html) {
  if (IsBlank(text)) return;
  const std::string tag = LeadingTag(text);
  if (IsBlock(tag) || text.starts_with("<!--")) {
    html.append(text);
    return;
  }
  const std::string trimmed(
      absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
  absl::StrAppend(&html, "<p>", absl::StrReplaceAll(trimmed, {{"\n", "<br>\n"}}), "</p>\n");
}

bool IsDate(const std::string& time) { return !time.empty() && !absl::StartsWith(time, "0000"); }

// What an item is that is no post for everybody: as IngestCounts.skipped_kinds. Empty for
// one that is.
std::string KindOfOther(const XmlElement& item) {
  const std::string type = WpText(item, "post_type");
  const std::string status = WpText(item, "status");
  if (type == "page" || type == "attachment") return type;
  if (!type.empty() && type != "post") return "other";
  if (status == "draft" || status == "private" || status == "trash") return status;
  if (status == "pending" || status == "auto-draft") return "draft";
  if (status == "future") return "scheduled";
  if (!status.empty() && status != "publish") return "other";
  return WpText(item, "post_password").empty() ? "" : "password";
}

// Divides the text of a post as WordPress does. Where `<!--noteaser-->` is beside the
// more-mark, what is before that is no part of the text.
void Divide(article::v1::Article& article) {
  constexpr std::string_view kNoTeaser = "<!--noteaser-->";
  const std::string content = article.body_html();
  article.set_body_html(HtmlOfPost(content));
  if (!absl::StrContains(content, absl::string_view(kNoTeaser.data(), kNoTeaser.size()))) return;
  const size_t mark = content.find("<!--more");
  const size_t end = mark == std::string::npos ? mark : content.find("-->", mark);
  if (end == std::string::npos) return;
  const size_t begin = mark + std::string_view("<!--more").size();
  const std::string label = CollapseSpace(content.substr(begin, end - begin));
  if (!IsBlank(content.substr(0, mark))) {
    article.set_teaser_html(HtmlOfPost(content.substr(0, mark)));
  }
  article.set_body_html(
      HtmlOfPost(absl::StrReplaceAll(content.substr(end + 3), {{"<!--noteaser-->", ""}})));
  if (label.empty() || article.canonical_uri().empty()) return;
  article.mutable_more()->set_kind(article::v1::MoreLink::KIND_CONTINUE_READING);
  article.mutable_more()->set_uri(article.canonical_uri());
  article.mutable_more()->set_label(label);
}

}  // namespace

WxrItems::WxrItems(const XmlElement& channel) : language_(channel.ChildText("", "language")) {
  for (const XmlElement& child : channel.Children()) {
    if (IsWordPress(child)) ReadHead(child);
  }
  // Some exporters leave the version out.
  for (const XmlElement& item : channel.Children("", "item")) {
    is_export_ |= !WpText(item, "post_type").empty();
    if (is_export_) break;
  }
}

void WxrItems::ReadHead(const XmlElement& child) {
  is_export_ |= child.IsNamed("wxr_version") || child.IsNamed("base_site_url") ||
                child.IsNamed("base_blog_url") || child.IsNamed("author");
  if (child.IsNamed("author")) {
    authors_[WpText(child, "author_login")] = PlainLine(WpText(child, "author_display_name"));
  } else if (child.IsNamed("category")) {
    categories_.Know(WpText(child, "category_nicename"), PlainLine(WpText(child, "cat_name")),
                     WpText(child, "category_parent"));
  } else if (child.IsNamed("term") && WpText(child, "term_taxonomy") == "category") {
    categories_.Know(WpText(child, "term_slug"), PlainLine(WpText(child, "term_name")),
                     WpText(child, "term_parent"));
  }
}

bool WxrItems::Take(const XmlElement& item, Document& document) const {
  const std::string kind = KindOfOther(item);
  if (kind.empty()) {
    for (const XmlElement& child : item.Children()) {
      if (child.IsNamed("comment") && IsWordPress(child)) ++document.comments;
    }
    return true;
  }
  ++document.left_out;
  ++document.left_out_kinds[kind];
  const std::string uri = WpText(item, "attachment_url");
  if (!uri.empty()) document.pictures.emplace(WpText(item, "post_id"), uri);
  return false;
}

void WxrItems::FileUnder(const XmlElement& item, Entry& entry) {
  entry.category_names.clear();
  entry.tag_names.clear();
  const std::vector<XmlElement> shelves = item.Children("", "category");
  const bool named = std::any_of(shelves.begin(), shelves.end(), [](const XmlElement& shelf) {
    return !shelf.Attribute("domain").empty();
  });
  for (const XmlElement& shelf : shelves) {
    const std::string domain = shelf.Attribute("domain");
    const std::string name = PlainLine(shelf.Text());
    if (domain == "category") {
      const std::string category = categories_.Use(shelf.Attribute("nicename"), name);
      if (category.empty()) {
        entry.category_names.push_back(name);
      } else {
        entry.article.add_categories(category);
      }
    } else if (!named) {
      entry.category_names.push_back(name);
    } else if (!domain.empty() && domain != "post_format") {
      entry.tag_names.push_back(name);
    }
  }
}

void WxrItems::Complete(const XmlElement& item, Entry& entry) {
  entry.witness = Witness::kExport;
  article::v1::Article& article = entry.article;
  for (article::v1::Author& author : *article.mutable_authors()) {
    const auto found = authors_.find(author.display_name());
    if (found != authors_.end() && !found->second.empty()) {
      author.set_display_name(found->second);
    }
  }
  const std::string time = WpText(item, "post_date_gmt");
  if (IsDate(time)) entry.publish_date = absl::StrCat(time, " UTC");
  const std::string modified = WpText(item, "post_modified_gmt");
  if (IsDate(modified)) entry.update_date = absl::StrCat(modified, " UTC");
  FileUnder(item, entry);
  article.clear_teaser_html();
  for (const XmlElement& child : item.Children()) {
    const bool excerpt =
        child.IsNamed("encoded") && absl::StrContains(std::string(child.ns()), "/excerpt");
    if (excerpt) article.set_teaser_html(HtmlOfPost(child.Text()));
    const bool thumbnail = child.IsNamed("postmeta") && IsWordPress(child) &&
                           WpText(child, "meta_key") == "_thumbnail_id";
    if (thumbnail) entry.image_id = WpText(child, "meta_value");
  }
  Divide(article);
  article.set_title(TypographicText(article.title(), language_));
  article.set_body_html(TypographicHtml(article.body_html(), language_));
  article.set_teaser_html(TypographicHtml(article.teaser_html(), language_));
}

void WxrItems::Finish(Document& document) && {
  document.categories = std::move(categories_).TakeUsed();
  for (Entry& entry : document.entries) {
    const auto found = document.pictures.find(entry.image_id);
    if (entry.image_id.empty() || found == document.pictures.end()) continue;
    entry.article.set_image_uri(found->second);
    entry.image_id.clear();
  }
}

std::string HtmlOfPost(std::string_view content) {
  std::string text = WithoutShortcodes(
      absl::StrReplaceAll(absl::string_view(content.data(), content.size()), {{"\r\n", "\n"}}));
  if (absl::StrContains(text, "<!-- wp:")) return text;
  std::string html;
  size_t begin = 0;
  while (begin < text.size()) {
    size_t end = text.find("\n\n", begin);
    // Blank lines in preformatted text are its own.
    const size_t pre = text.find("<pre", begin);
    if (pre < end) {
      AddParagraph(std::string_view(text).substr(begin, pre - begin), html);
      const size_t close = text.find("</pre>", pre);
      end = close == std::string::npos ? text.size() : close + std::string_view("</pre>").size();
      html.append(text, pre, end - pre);
    } else {
      end = std::min(end, text.size());
      AddParagraph(std::string_view(text).substr(begin, end - begin), html);
    }
    begin = std::min(text.find_first_not_of('\n', end), text.size());
  }
  return html;
}

}  // namespace broadsheet::ingest
