#include "ingest/exports/ghost_text.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ingest/formats/json.h"
#include "ingest/html/html.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using nlohmann::json;

// The value at `key` of an object; null where there is none.
const json& ValueAt(const json& object, const char* key) {
  static const json* const kNull = new json();
  if (!object.is_object()) return *kNull;
  const auto found = object.find(key);
  return found == object.end() ? *kNull : *found;
}

const json& ListAt(const json& object, const char* key) {
  static const json* const kNothing = new json(json::array());
  const json& value = ValueAt(object, key);
  return value.is_array() ? value : *kNothing;
}

// The value at `index` of an array; null where there is none.
const json& At(const json& array, size_t index) {
  static const json* const kNull = new json();
  return array.is_array() && index < array.size() ? array[index] : *kNull;
}

std::string TextOfValue(const json& value) {
  return value.is_string() ? value.get<std::string>() : "";
}

std::string Element(const std::string& tag, const std::string& html) {
  return absl::StrCat("<", tag, ">", html, "</", tag, ">");
}

std::string Link(const std::string& uri, const std::string& html) {
  return absl::StrCat("<a href=\"", EscapeHtml(uri), "\">", html, "</a>");
}

std::string Figure(const std::string& source, const std::string& alt, const std::string& caption) {
  if (source.empty()) return "";
  return absl::StrCat("<figure><img src=\"", EscapeHtml(source), "\" alt=\"", EscapeHtml(alt),
                      "\">", caption.empty() ? "" : Element("figcaption", caption), "</figure>");
}

// Plain text with empty lines between paragraphs.
std::string Paragraphs(const std::string& text) {
  std::string html;
  for (const absl::string_view part : absl::StrSplit(text, "\n\n", absl::SkipWhitespace())) {
    html += Element("p", EscapeHtml(std::string(absl::StripAsciiWhitespace(part))));
  }
  return html;
}

// "p" for what is not a tag that may stand for a paragraph.
std::string BlockTag(const std::string& tag) {
  for (const char* known : {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol"}) {
    if (tag == known) return tag;
  }
  return tag == "aside" || tag == "pull-quote" ? "blockquote" : "p";
}

// What both editors call a card, by its name and fields.
std::string HtmlOfCard(const std::string& name, const json& card) {
  if (name == "html" || name == "embed") return StringAt(card, "html");
  if (name == "image") {
    return Figure(StringAt(card, "src"), StringAt(card, "alt"), StringAt(card, "caption"));
  }
  if (absl::StrContains(name, "markdown")) return Paragraphs(StringAt(card, "markdown"));
  if (name == "hr" || name == "horizontalrule") return "<hr>";
  if (name == "code" || name == "codeblock") {
    return Element("pre", Element("code", EscapeHtml(StringAt(card, "code"))));
  }
  if (name == "callout") return Element("p", StringAt(card, "calloutText"));
  if (name == "toggle") {
    return Element("h4", StringAt(card, "heading")) + StringAt(card, "content");
  }
  if (name == "gallery") {
    std::string html;
    for (const json& image : ListAt(card, "images")) {
      html += Figure(StringAt(image, "src"), StringAt(image, "alt"), "");
    }
    return html;
  }
  if (name == "bookmark") {
    const std::string uri = StringAt(card, "url");
    const std::string title = StringAt(ValueAt(card, "metadata"), "title");
    return uri.empty() ? "" : Element("p", Link(uri, EscapeHtml(title.empty() ? uri : title)));
  }
  return "";
}

// The tree of Lexical, Ghost's editor since version 5.
std::string HtmlOfLexical(const json& node);

std::string HtmlBelow(const json& node) {
  std::string html;
  for (const json& child : ListAt(node, "children")) html += HtmlOfLexical(child);
  return html;
}

std::string HtmlOfLexicalText(const json& node) {
  std::string html = EscapeHtml(StringAt(node, "text"));
  const json& format = ValueAt(node, "format");
  const int64_t bits = format.is_number_integer() ? format.get<int64_t>() : 0;
  const std::vector<const char*> tags = {"strong", "em", "s", "u", "code", "sub", "sup"};
  for (size_t bit = 0; bit < tags.size(); ++bit) {
    if ((bits >> bit & 1) != 0) html = Element(tags[bit], html);
  }
  return html;
}

std::string HtmlOfLexical(const json& node) {
  const std::string type = StringAt(node, "type");
  if (type == "text" || type == "extended-text") return HtmlOfLexicalText(node);
  if (type == "linebreak") return "<br>";
  if (type == "paragraph") return Element("p", HtmlBelow(node));
  if (type == "link") return Link(StringAt(node, "url"), HtmlBelow(node));
  if (type == "listitem") return Element("li", HtmlBelow(node));
  if (type == "list") {
    return Element(StringAt(node, "listType") == "number" ? "ol" : "ul", HtmlBelow(node));
  }
  if (absl::StrContains(type, "heading")) {
    return Element(BlockTag(StringAt(node, "tag")), HtmlBelow(node));
  }
  if (absl::StrContains(type, "quote")) return Element("blockquote", HtmlBelow(node));
  const std::string card = HtmlOfCard(type, node);
  return card.empty() ? HtmlBelow(node) : card;
}

// Mobiledoc 0.3, the editor before that: https://github.com/bustle/mobiledoc-kit.
class Mobiledoc {
 public:
  explicit Mobiledoc(const json& whole) : whole_(whole) {}

  std::string Html() const {
    std::string html;
    for (const json& section : ListAt(whole_, "sections")) html += HtmlOfSection(section);
    return html;
  }

 private:
  std::string HtmlOfSection(const json& section) const {
    const json& kind = At(section, 0);
    if (!kind.is_number_integer()) return "";
    switch (kind.get<int64_t>()) {
      case 1:
        return Element(BlockTag(TextOfValue(At(section, 1))), HtmlOfMarkers(At(section, 2)));
      case 2:
        return Figure(TextOfValue(At(section, 1)), "", "");
      case 3: {
        std::string items;
        const json& list = At(section, 2);
        for (size_t i = 0; list.is_array() && i < list.size(); ++i) {
          items += Element("li", HtmlOfMarkers(list[i]));
        }
        return Element(TextOfValue(At(section, 1)) == "ol" ? "ol" : "ul", items);
      }
      case 10: {
        const json& card = Numbered("cards", At(section, 1));
        return HtmlOfCard(TextOfValue(At(card, 0)), At(card, 1));
      }
      default:
        return "";
    }
  }

  std::string HtmlOfMarkers(const json& markers) const {
    std::string html;
    std::vector<std::string> open;
    for (size_t i = 0; markers.is_array() && i < markers.size(); ++i) {
      const json& marker = markers[i];
      const json& opened = At(marker, 1);
      for (size_t k = 0; opened.is_array() && k < opened.size(); ++k) {
        Open(Numbered("markups", opened[k]), open, html);
      }
      if (At(marker, 0) == 0) html += EscapeHtml(TextOfValue(At(marker, 3)));
      if (At(marker, 0) == 1 &&
          TextOfValue(At(Numbered("atoms", At(marker, 3)), 0)) == "soft-return") {
        html += "<br>";
      }
      const json& closed = At(marker, 2);
      for (int64_t n = closed.is_number_integer() ? closed.get<int64_t>() : 0;
           n > 0 && !open.empty(); --n) {
        absl::StrAppend(&html, "</", open.back(), ">");
        open.pop_back();
      }
    }
    return html;
  }

  static void Open(const json& markup, std::vector<std::string>& open, std::string& html) {
    const std::string tag = TextOfValue(At(markup, 0));
    bool name = !tag.empty();
    for (const char c : tag) name = name && absl::ascii_isalnum(static_cast<unsigned char>(c));
    open.push_back(name ? tag : "span");
    const json& attributes = At(markup, 1);
    const std::string uri =
        TextOfValue(At(attributes, 0)) == "href" ? TextOfValue(At(attributes, 1)) : "";
    absl::StrAppend(&html, "<", open.back(),
                    uri.empty() ? "" : absl::StrCat(" href=\"", EscapeHtml(uri), "\""), ">");
  }

  const json& Numbered(const char* list, const json& index) const {
    return At(ListAt(whole_, list), index.is_number_unsigned() ? index.get<size_t>() : SIZE_MAX);
  }

  const json& whole_;
};

}  // namespace

std::string HtmlOfGhostPost(const json& post) {
  const std::string html = StringAt(post, "html");
  if (!IsBlank(html)) return html;
  if (const auto lexical = ParseJson(StringAt(post, "lexical"));
      lexical.ok() && lexical->is_object() && lexical->contains("root")) {
    if (std::string made = HtmlBelow((*lexical)["root"]); !made.empty()) return made;
  }
  if (const auto mobiledoc = ParseJson(StringAt(post, "mobiledoc")); mobiledoc.ok()) {
    if (std::string made = Mobiledoc(*mobiledoc).Html(); !made.empty()) return made;
  }
  for (const char* key : {"plaintext", "markdown"}) {
    if (std::string text = StringAt(post, key); !IsBlank(text)) return Paragraphs(text);
  }
  return "";
}

}  // namespace broadsheet::ingest
