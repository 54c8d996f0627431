#include "ingest/formats/category_tree.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/slug.h"

namespace broadsheet::ingest {
namespace {

// Nobody's shelves are deeper.
constexpr size_t kMaxDepth = 32;

std::string Unescaped(std::string_view text) {
  std::string bytes;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) &&
                        absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]));
    bytes += escape ? absl::HexStringToBytes({text.data() + i + 1, 2}) : std::string(1, text[i]);
    if (escape) i += 2;
  }
  return bytes;
}

std::string NameOf(std::string_view slug) {
  const std::string own = Slug(Unescaped(slug));
  return own.empty() ? "" : absl::StrCat("categories/", own);
}

}  // namespace

void CategoryTree::Know(std::string_view slug, const std::string& title, std::string_view parent) {
  article::v1::Category category;
  category.set_name(NameOf(slug));
  category.set_title(title);
  category.set_parent(NameOf(parent));
  if (!category.name().empty()) known_.emplace(category.name(), category);
}

std::string CategoryTree::Use(std::string_view slug, const std::string& title) {
  const std::string name = NameOf(slug);
  if (name.empty()) return name;
  Know(slug, title, "");
  const size_t end = used_.size();
  for (std::string next = name; !next.empty() && !used_names_.contains(next);) {
    used_names_.insert(next);
    const auto found = known_.find(next);
    article::v1::Category category;
    if (found != known_.end()) category = found->second;
    category.set_name(next);
    if (category.title().empty()) category.set_title(next.substr(next.find('/') + 1));
    next = used_.size() - end + 1 < kMaxDepth ? category.parent() : "";
    const bool circle = std::any_of(used_.begin() + static_cast<ptrdiff_t>(end), used_.end(),
                                    [&](const auto& below) { return below.name() == next; }) ||
                        next == category.name();
    if (circle || next.empty()) {
      next.clear();
      category.clear_parent();
    }
    used_.push_back(std::move(category));
  }
  std::reverse(used_.begin() + static_cast<ptrdiff_t>(end), used_.end());
  return name;
}

}  // namespace broadsheet::ingest
