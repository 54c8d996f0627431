#include "ingest/prepare/more_mark.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

bool IsMark(const HtmlNode& node) {
  if (node.tag == "#comment") return absl::StartsWith(node.text, "more");
  if (node.tag != "span") return false;
  const std::string_view id = node.Attribute("id");
  constexpr std::string_view kPrefix = "more-";
  if (!id.starts_with(kPrefix)) return false;
  return id.find_first_not_of("0123456789", kPrefix.size()) == std::string_view::npos;
}

bool HasMark(const HtmlNode& node) {
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const HtmlNode& child) { return IsMark(child) || HasMark(child); });
}

// Copies what stands before the first mark to `before`. The mark, or null without one.
const HtmlNode* CopyBefore(const HtmlNode& node, HtmlNode& before) {
  for (const HtmlNode& child : node.children) {
    if (IsMark(child)) return &child;
    before.children.push_back({child.tag, child.text, child.attributes, {}});
    if (const HtmlNode* mark = CopyBefore(child, before.children.back())) return mark;
  }
  return nullptr;
}

void RemoveMarks(HtmlNode& node) {
  std::erase_if(node.children, IsMark);
  for (HtmlNode& child : node.children) RemoveMarks(child);
}

}  // namespace

std::optional<MoreMark> TakeMoreMark(HtmlNode& content) {
  if (!HasMark(content)) return std::nullopt;
  MoreMark taken{{.tag = content.tag}, ""};
  const HtmlNode* mark = CopyBefore(content, taken.before);
  if (mark->tag == "#comment") {
    taken.label = CollapseSpace(mark->text.substr(std::string_view("more").size()));
  }
  RemoveMarks(content);
  return taken;
}

}  // namespace broadsheet::ingest
