#include "ingest/formats/overlooked.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Less is a number, a date or a flag.
constexpr size_t kLeastText = 40;

// Parts of a feed's head that have a title and a link, too.
constexpr std::string_view kHeadParts[] = {"image",  "textinput", "source",   "owner",
                                           "author", "cloud",     "generator"};

void Note(const XmlElement& element, Document& document) {
  const std::string name(element.name());
  document.errors.push_back({name, "",
                             WithReason(absl::InvalidArgumentError(absl::StrCat(
                                            "line ", element.line(), ": <", name, "> with ",
                                            element.Text().size(), " bytes of text")),
                                        kOverlooked, {{"element", name}})});
}

bool IsHeadPart(const XmlElement& element) {
  return std::any_of(std::begin(kHeadParts), std::end(kHeadParts),
                     [&](std::string_view name) { return element.IsNamed(name); });
}

bool LooksLikeEntry(const XmlElement& element) {
  const std::vector<XmlElement> children = element.Children();
  return children.size() >= 2 &&
         std::any_of(children.begin(), children.end(), [](const XmlElement& child) {
           return child.IsNamed("title") || child.IsNamed("link") || child.IsNamed("headline");
         });
}

}  // namespace

bool IsOverlooked(const EntryError& error) { return Reason(error.status) == kOverlooked; }

void NoteTextLeft(const XmlElement& item, const Entry& entry, Document& document) {
  if (!entry.article.body_html().empty() || !entry.article.teaser_html().empty()) return;
  for (const XmlElement& child : item.Children()) {
    if (child.IsNamed("title") || child.IsNamed("link") || child.IsNamed("guid") ||
        child.IsNamed("id") || child.IsNamed("comments")) {
      continue;
    }
    const std::string text = CollapseSpace(child.Text());
    // An address is no text.
    if (text.size() >= kLeastText && text.find(' ') != std::string::npos) {
      Note(child, document);
    }
  }
}

void NoteEntriesLeft(const XmlElement& parent, std::string_view entry_name, Document& document) {
  for (const XmlElement& child : parent.Children()) {
    if (child.IsNamed(entry_name) || child.IsNamed("channel") || IsHeadPart(child)) continue;
    if (LooksLikeEntry(child)) Note(child, document);
    for (const XmlElement& grandchild : child.Children()) {
      if (!grandchild.IsNamed(entry_name) && LooksLikeEntry(grandchild)) {
        Note(grandchild, document);
      }
    }
  }
}

std::vector<XmlElement> Wrapped(const XmlElement& parent, std::string_view name) {
  std::vector<XmlElement> found;
  for (const XmlElement& child : parent.Children()) {
    if (child.IsNamed(name) || child.IsNamed("channel")) continue;
    for (const XmlElement& grandchild : child.Children()) {
      if (grandchild.IsNamed(name)) found.push_back(grandchild);
    }
  }
  return found;
}

}  // namespace broadsheet::ingest
