#include "web/excerpt.h"

#include <libxml/HTMLparser.h>
#include <unicode/unistr.h>

#include <memory>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace broadsheet::web {
namespace {

constexpr int32_t kMaxCharacters = 200;

std::string TextOf(std::string_view html) {
  // libxml2 makes no tree of nothing.
  if (html.empty()) return "";
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      htmlReadMemory(html.data(), static_cast<int>(html.size()), nullptr, "UTF-8",
                     HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET),
      &xmlFreeDoc);
  if (document == nullptr) return "";
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> content(
      xmlNodeGetContent(xmlDocGetRootElement(document.get())), [](xmlChar* p) { xmlFree(p); });
  return content == nullptr ? "" : reinterpret_cast<const char*>(content.get());
}

}  // namespace

std::string Excerpt(std::string_view html) {
  const std::vector<std::string> words =
      absl::StrSplit(TextOf(html), absl::ByAnyChar(" \t\r\n"), absl::SkipEmpty());
  std::string text = absl::StrJoin(words, " ");
  icu::UnicodeString characters = icu::UnicodeString::fromUTF8(text);
  if (characters.countChar32() <= kMaxCharacters) return text;
  characters.truncate(characters.moveIndex32(0, kMaxCharacters));
  const int32_t last_space = characters.lastIndexOf(u' ');
  if (last_space > characters.length() / 2) characters.truncate(last_space);
  std::string cut;
  characters.toUTF8String(cut);
  return cut + "…";
}

}  // namespace broadsheet::web
