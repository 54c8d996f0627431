#include "cli/html_text.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

// How many newlines part an element from what is around it; 0 within a line.
int NewlinesAround(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_BR:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_TR:
      return 1;
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_P:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_UL:
      return 2;
    default:
      return 0;
  }
}

bool IsHidden(GumboTag tag) {
  return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_TEMPLATE ||
         tag == GUMBO_TAG_HEAD;
}

constexpr char kBullet[] = "• ";

// Text as it grows: white space collapses, and so do breaks.
class Lines {
 public:
  void Words(std::string_view text) {
    for (const char c : text) {
      if (absl::ascii_isspace(static_cast<unsigned char>(c))) {
        space_ = true;
      } else {
        AddBreaks();
        text_ += c;
      }
    }
  }

  // Adds what is no word, such as a mark, behind the space before it.
  void Sign(std::string_view sign) {
    AddBreaks();
    absl::StrAppend(&text_, std::string(sign));
  }

  // Within an item of a list, blocks are only lines.
  void Break(int newlines) {
    newlines_ = std::max(newlines_, items_ > 0 ? std::min(newlines, 1) : newlines);
  }

  void BeginItem() {
    ++items_;
    Sign(kBullet);
  }

  void EndItem() { --items_; }

  std::string Take() { return std::move(text_); }

 private:
  void AddBreaks() {
    if (text_.empty() || absl::EndsWith(text_, kBullet)) {
      // Neither at the start nor behind a bullet.
    } else if (newlines_ > 0) {
      text_.append(static_cast<size_t>(newlines_), '\n');
    } else if (space_) {
      text_ += ' ';
    }
    newlines_ = 0;
    space_ = false;
  }

  std::string text_;
  bool space_ = false;
  int newlines_ = 0;
  int items_ = 0;
};

// Content is hostile: deeper than this, text is left out.
constexpr int kMaxDepth = 200;

void Visit(const GumboNode& node, int depth, Lines& lines);

void VisitElement(const GumboElement& element, int depth, Lines& lines) {
  if (IsHidden(element.tag)) return;
  const bool item = element.tag == GUMBO_TAG_LI;
  lines.Break(NewlinesAround(element.tag));
  if (item) lines.BeginItem();
  if (element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH) lines.Words(" ");
  if (element.tag == GUMBO_TAG_MARK) lines.Sign(kMarkBegin);
  if (element.tag == GUMBO_TAG_IMG) {
    const GumboAttribute* alt = gumbo_get_attribute(&element.attributes, "alt");
    if (alt != nullptr && *alt->value != '\0') lines.Words(absl::StrCat("[", alt->value, "]"));
  }
  for (unsigned i = 0; i < element.children.length; ++i) {
    Visit(*static_cast<const GumboNode*>(element.children.data[i]), depth + 1, lines);
  }
  if (element.tag == GUMBO_TAG_MARK) lines.Sign(kMarkEnd);
  if (item) lines.EndItem();
  if (element.tag != GUMBO_TAG_BR) lines.Break(NewlinesAround(element.tag));
}

void Visit(const GumboNode& node, int depth, Lines& lines) {
  if (depth > kMaxDepth) return;
  switch (node.type) {
    case GUMBO_NODE_ELEMENT:
      VisitElement(node.v.element, depth, lines);
      break;
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE:
      lines.Words(node.v.text.text);
      break;
    default:
      break;
  }
}

}  // namespace

std::string HtmlToText(std::string_view html) {
  GumboOptions options = kGumboDefaultOptions;
  const auto destroy = [&options](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  const std::unique_ptr<GumboOutput, decltype(destroy)> output(
      gumbo_parse_with_options(&options, html.data(), html.size()), destroy);
  Lines lines;
  Visit(*output->root, 0, lines);
  return lines.Take();
}

}  // namespace broadsheet::cli
