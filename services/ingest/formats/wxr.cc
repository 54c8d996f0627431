#include "ingest/formats/wxr.h"

#include <set>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ingest/formats/feed_namespaces.h"
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

}  // namespace

WxrHead::WxrHead(const XmlElement& channel) {
  for (const XmlElement& child : channel.Children()) {
    if (!IsWordPress(child)) continue;
    is_export_ |= child.IsNamed("wxr_version") || child.IsNamed("base_site_url") ||
                  child.IsNamed("base_blog_url") || child.IsNamed("author");
    if (!child.IsNamed("author")) continue;
    authors_[WpText(child, "author_login")] = PlainLine(WpText(child, "author_display_name"));
  }
  // Some exporters leave the version out.
  for (const XmlElement& item : channel.Children("", "item")) {
    is_export_ |= !WpText(item, "post_type").empty();
    if (is_export_) break;
  }
}

bool WxrHead::IsPublished(const XmlElement& item) const {
  const std::string type = WpText(item, "post_type");
  const std::string status = WpText(item, "status");
  return (type.empty() || type == "post") && (status.empty() || status == "publish") &&
         WpText(item, "post_password").empty();
}

void WxrHead::Complete(const XmlElement& item, Entry& entry) const {
  article::v1::Article& article = entry.article;
  for (article::v1::Author& author : *article.mutable_authors()) {
    const auto found = authors_.find(author.display_name());
    if (found != authors_.end() && !found->second.empty()) {
      author.set_display_name(found->second);
    }
  }
  const std::string time = WpText(item, "post_date_gmt");
  if (!time.empty() && !absl::StartsWith(time, "0000")) {
    entry.publish_date = absl::StrCat(time, " UTC");
  }
  const std::string modified = WpText(item, "post_modified_gmt");
  if (!modified.empty() && !absl::StartsWith(modified, "0000")) {
    entry.update_date = absl::StrCat(modified, " UTC");
  }
  article.set_body_html(HtmlOfPost(article.body_html()));
  article.clear_teaser_html();
  for (const XmlElement& child : item.Children()) {
    const bool excerpt =
        child.IsNamed("encoded") && absl::StrContains(std::string(child.ns()), "/excerpt");
    if (excerpt) article.set_teaser_html(HtmlOfPost(child.Text()));
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
