#include "ingest/html/open_elements.h"

#include <algorithm>
#include <unordered_set>

namespace broadsheet::ingest {
namespace {

using Names = std::unordered_set<std::string_view>;

bool Has(const Names& names, std::string_view name) { return names.contains(name); }

bool IsVoid(std::string_view tag) {
  static const auto* const kTags = new Names{
      "area",  "base",  "basefont", "bgsound", "br",   "col",   "embed",  "frame", "hr", "img",
      "image", "input", "keygen",   "link",    "meta", "param", "source", "track", "wbr"};
  return Has(*kTags, tag);
}

// Made up once by the parser; another tag only adds attributes.
bool IsRoot(std::string_view tag) { return tag == "html" || tag == "head" || tag == "body"; }

bool IsFormatting(std::string_view tag) {
  static const auto* const kTags = new Names{"a",    "b", "big",   "code",   "em",     "font", "i",
                                             "nobr", "s", "small", "strike", "strong", "tt",   "u"};
  return Has(*kTags, tag);
}

bool IsRawText(std::string_view tag) {
  static const auto* const kTags =
      new Names{"title", "textarea", "style", "script", "iframe", "noembed", "noframes", "xmp"};
  return Has(*kTags, tag);
}

// A start tag ends a paragraph that it stands in.
bool EndsParagraph(std::string_view tag) {
  static const auto* const kTags = new Names{
      "address",  "article",    "aside",   "blockquote", "center", "details", "dir",  "div", "dl",
      "fieldset", "figcaption", "figure",  "footer",     "form",   "h1",      "h2",   "h3",  "h4",
      "h5",       "h6",         "header",  "hgroup",     "li",     "main",    "menu", "nav", "ol",
      "p",        "pre",        "section", "summary",    "ul",     "dd",      "dt"};
  return Has(*kTags, tag);
}

// An end tag ends the paragraphs and items inside of it.
bool EndsBlocks(std::string_view tag) {
  static const auto* const kTags = new Names{
      "address",  "article",    "aside",   "blockquote", "center", "details", "dir",  "div",  "dl",
      "fieldset", "figcaption", "figure",  "footer",     "header", "hgroup",  "main", "menu", "nav",
      "ol",       "section",    "summary", "ul",         "li",     "dd",      "dt"};
  return Has(*kTags, tag);
}

bool IsItem(std::string_view tag) {
  return tag == "p" || tag == "li" || tag == "dd" || tag == "dt" || tag == "option" ||
         tag == "optgroup";
}

bool IsParagraph(std::string_view tag) { return tag == "p"; }

bool IsCell(std::string_view tag) { return tag == "td" || tag == "th"; }

bool IsItemOrCell(std::string_view tag) { return IsItem(tag) || IsCell(tag); }

bool IsInTable(std::string_view tag) {
  return IsItemOrCell(tag) || tag == "tr" || tag == "tbody" || tag == "thead" || tag == "tfoot";
}

bool IsMathText(std::string_view tag) {
  return tag == "mi" || tag == "mo" || tag == "mn" || tag == "ms" || tag == "mtext";
}

bool IsHtmlInSvg(std::string_view tag) {
  return tag == "foreignobject" || tag == "desc" || tag == "title";
}

// Ends all foreign content, of a document; in a fragment old parsers let it in.
bool BreaksOut(std::string_view tag) {
  static const auto* const kTags = new Names{
      "b",      "big",    "blockquote", "body",  "br",    "center", "code", "dd",      "div",
      "dl",     "dt",     "em",         "embed", "font",  "h1",     "h2",   "h3",      "h4",
      "h5",     "h6",     "head",       "hr",    "i",     "img",    "li",   "listing", "menu",
      "meta",   "nobr",   "ol",         "p",     "pre",   "ruby",   "s",    "small",   "span",
      "strong", "strike", "sub",        "sup",   "table", "tt",     "u",    "ul",      "var"};
  return Has(*kTags, tag);
}

}  // namespace

bool OpenElements::InForeign() const {
  return lost_at_ == 0 && !open_.empty() && IsForeign(open_.back());
}

bool OpenElements::IsPlain() const { return lost_at_ == 0 && templates_ == 0 && !odd_mode_; }

void OpenElements::Push(std::string_view name, Kind kind) {
  open_.push_back({std::string(name), kind});
  foreign_ += kind != Kind::kHtml;
  selects_ += name == "select";
  templates_ += name == "template";
}

void OpenElements::Pop() {
  const Element& last = open_.back();
  foreign_ -= last.kind != Kind::kHtml;
  selects_ -= last.name == "select";
  templates_ -= last.name == "template";
  open_.pop_back();
  if (open_.size() < lost_at_) lost_at_ = 0;
}

void OpenElements::LoseForeign() {
  if (foreign_ == 0 || lost_at_ > 0) return;
  const auto first = std::find_if(open_.begin(), open_.end(), [](const Element& element) {
    return element.kind != Kind::kHtml;
  });
  lost_at_ = static_cast<size_t>(first - open_.begin()) + 1;
}

OpenElements::Content OpenElements::Cdata() const {
  if (lost_at_ > 0) return Content::kUncertain;
  return InForeign() ? Content::kRawText : Content::kMarkup;
}

size_t OpenElements::FindForeign(std::string_view name) const {
  for (size_t at = open_.size(); at > 0 && IsForeign(open_[at - 1]); --at) {
    if (open_[at - 1].name == name) return at;
  }
  return 0;
}

std::string OpenElements::EndForeignBefore(const HtmlToken& token) {
  const bool start = token.kind == HtmlToken::Kind::kStartTag;
  if (!InForeign() || (start ? !BreaksOut(token.name) : FindForeign(token.name) > 0)) return "";
  std::string ends;
  while (InForeign()) {
    const std::string& name = open_.back().name;
    if (name == "svg" || name == "math") ends += "</" + name + ">";
    Pop();
  }
  return ends;
}

OpenElements::Content OpenElements::Start(const HtmlToken& token, std::string_view source) {
  const std::string& name = token.name;
  if (InForeign()) {
    StartForeign(token);
    return Content::kMarkup;
  }
  StartHtml(token, source);
  if (name == "plaintext") return IsPlain() ? Content::kPlainText : Content::kUncertain;
  if (!IsRawText(name)) return Content::kMarkup;
  const bool ignored = selects_ > 0 && name != "script";
  return lost_at_ > 0 || odd_mode_ || ignored ? Content::kUncertain : Content::kRawText;
}

void OpenElements::StartForeign(const HtmlToken& token) {
  if (token.self_closing) return;
  const Kind kind = open_.back().kind;
  const bool html = kind == Kind::kSvg ? IsHtmlInSvg(token.name) : IsMathText(token.name);
  Push(token.name, html ? Kind::kIntegration : kind);
  // What it holds depends on its attributes.
  if (token.name == "annotation-xml") LoseForeign();
}

void OpenElements::StartHtml(const HtmlToken& token, std::string_view source) {
  const std::string& name = token.name;
  if (lost_at_ > 0) return Push(name, Kind::kHtml);
  odd_mode_ |= name == "frameset" || (templates_ > 0 && name.starts_with("col"));
  if (IsVoid(name) || IsRoot(name)) return;
  if (name == "svg" || name == "math") return StartForeignRoot(token);
  const bool doubtful = name == "mglyph" || name == "malignmark" || name == "caption";
  if (foreign_ > 0 && (doubtful || IsInTable(name))) LoseForeign();
  if (IsPlain()) CloseImplied(name);
  if (IsFormatting(name)) StartFormatting(token, source);
  Push(name, Kind::kHtml);
}

void OpenElements::StartForeignRoot(const HtmlToken& token) {
  if (token.self_closing) return;
  Push(token.name, token.name == "svg" ? Kind::kSvg : Kind::kMath);
  // In a <select> it is left out.
  if (selects_ > 0) LoseForeign();
}

// Of formatting elements that say the same, three are opened anew.
void OpenElements::StartFormatting(const HtmlToken& token, std::string_view source) {
  const std::string_view attributes = source.substr(1 + token.name.size());
  std::string key = token.name + std::string(attributes);
  if (std::count(formatting_.begin(), formatting_.end(), key) >= 3) {
    formatting_.erase(std::find(formatting_.begin(), formatting_.end(), key));
  }
  formatting_.push_back(std::move(key));
}

void OpenElements::CloseImplied(std::string_view starting) {
  if (EndsParagraph(starting)) CloseThrough("p", &IsParagraph);
  if (starting == "li") CloseThrough("li", &IsParagraph);
  if (starting == "dd" || starting == "dt") {
    CloseThrough("dd", &IsParagraph) || CloseThrough("dt", &IsParagraph);
  }
  if (starting == "option") CloseThrough("option", [](std::string_view) { return false; });
  if (IsCell(starting) || starting == "tr") {
    CloseThrough("td", &IsItem) || CloseThrough("th", &IsItem);
  }
  if (starting == "tr") CloseThrough("tr", &IsItemOrCell);
}

bool OpenElements::CloseThrough(std::string_view name, bool (*implied)(std::string_view)) {
  size_t at = open_.size();
  while (at > 0 && open_[at - 1].kind == Kind::kHtml && open_[at - 1].name != name &&
         implied(open_[at - 1].name)) {
    --at;
  }
  if (at == 0 || open_[at - 1].kind != Kind::kHtml || open_[at - 1].name != name) return false;
  while (open_.size() >= at) Pop();
  return true;
}

void OpenElements::End(const HtmlToken& token) {
  const std::string& name = token.name;
  if (IsFormatting(name)) EndFormatting(name);
  if (!open_.empty() && open_.back().name == name) return Pop();
  if (InForeign()) {
    const size_t at = FindForeign(name);
    while (open_.size() >= at) Pop();
    return;
  }
  // It may close foreign elements along with others.
  LoseForeign();
  if (IsPlain()) EndBlock(name);
}

void OpenElements::EndFormatting(std::string_view name) {
  if (formatting_.empty() || !formatting_.back().starts_with(name)) return;
  if (formatting_.back().find_first_of(" \t\n\r\f/>") == name.size()) formatting_.pop_back();
}

void OpenElements::EndBlock(std::string_view name) {
  if (EndsBlocks(name) || IsCell(name)) CloseThrough(name, &IsItem);
  if (name == "select" && selects_ == 1) CloseThrough(name, &IsItem);
  if (name == "tr") CloseThrough(name, &IsItemOrCell);
  if (name == "table" || name == "tbody" || name == "thead" || name == "tfoot") {
    CloseThrough(name, &IsInTable);
  }
}

}  // namespace broadsheet::ingest
