#include "ingest/prepare/more_mark.h"

#include "absl/strings/match.h"

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

// Copies what stands before the first mark to `before`; whether there is one.
bool CopyBefore(const HtmlNode& node, HtmlNode& before) {
  for (const HtmlNode& child : node.children) {
    if (IsMark(child)) return true;
    before.children.push_back({child.tag, child.text, child.attributes, {}});
    if (CopyBefore(child, before.children.back())) return true;
  }
  return false;
}

void RemoveMarks(HtmlNode& node) {
  std::erase_if(node.children, IsMark);
  for (HtmlNode& child : node.children) RemoveMarks(child);
}

}  // namespace

std::optional<HtmlNode> TakeMoreMark(HtmlNode& content) {
  HtmlNode before{.tag = content.tag};
  if (!CopyBefore(content, before)) return std::nullopt;
  RemoveMarks(content);
  return before;
}

}  // namespace broadsheet::ingest
