#include "ingest/html/inside_links.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using Escaped = std::unique_ptr<char, decltype(&curl_free)>;

constexpr size_t kMostBytes = 200;
constexpr size_t kMostEscapedBytes = 1 + kTargetPrefix.size() + 3 * kMostBytes;

std::string Unescape(std::string_view text) {
  if (text.empty()) return "";
  int length = 0;
  const Escaped plain(
      curl_easy_unescape(nullptr, text.data(), static_cast<int>(text.size()), &length), &curl_free);
  return plain == nullptr ? "" : std::string(plain.get(), length);
}

std::string* FindAttribute(HtmlNode& node, std::string_view name) {
  for (auto& [key, value] : node.attributes) {
    if (key == name) return &value;
  }
  return nullptr;
}

class Resolver {
 public:
  void Run(HtmlNode& root) {
    FindTargets(root);
    if (ids_.empty() && !has_links_) return;
    Link(root);
    NameTargets(root);
  }

 private:
  // Leaves each element the first of its names that nothing before it had.
  void FindTargets(HtmlNode& node) {
    has_links_ = has_links_ || !node.Attribute(kLeadsTo).empty();
    if (std::string* id = FindAttribute(node, "id")) {
      std::string kept;
      for (const absl::string_view name : absl::StrSplit(*id, ' ')) {
        const std::string& own = kept.empty() ? std::string(name) : kept;
        if (ids_.emplace(name, own).second && kept.empty()) kept = std::string(name);
      }
      *id = kept;
    }
    for (HtmlNode& child : node.children) FindTargets(child);
  }

  void Link(HtmlNode& node) {
    if (const std::string* name = FindAttribute(node, kLeadsTo)) {
      const auto target = ids_.find(*name);
      if (target != ids_.end()) {
        used_.insert(target->second);
        *FindAttribute(node, "href") = InsideHref(target->second);
      }
      std::erase_if(node.attributes, [](const auto& one) { return one.first == kLeadsTo; });
    }
    for (HtmlNode& child : node.children) Link(child);
  }

  void NameTargets(HtmlNode& node) {
    if (std::string* id = FindAttribute(node, "id")) {
      if (used_.contains(*id)) {
        *id = absl::StrCat(kTargetPrefix.data(), *id);
      } else {
        std::erase_if(node.attributes, [](const auto& one) { return one.first == "id"; });
      }
    }
    for (HtmlNode& child : node.children) NameTargets(child);
  }

  // What each name leads to, and which of that is led to.
  std::unordered_map<std::string, std::string> ids_;
  std::unordered_set<std::string> used_;
  bool has_links_ = false;
};

}  // namespace

std::string TargetName(std::string_view id) {
  if (id.substr(0, kTargetPrefix.size()) == kTargetPrefix) id.remove_prefix(kTargetPrefix.size());
  if (id.empty() || id.size() > kMostBytes || !CheckText("id", id).ok()) return "";
  std::string name = Nfc(id);
  const bool plain = CollapseSpace(name) == name && WithoutControls(name) == name &&
                     name.find(' ') == std::string::npos && name.size() <= kMostBytes;
  return plain ? name : "";
}

std::string InsideName(std::string_view href, std::string_view base_uri,
                       std::string_view page_uri) {
  const size_t hash = href.find('#');
  if (hash == std::string_view::npos || href.size() - hash > kMostEscapedBytes) return "";
  const std::string_view place = href.substr(0, hash);
  const bool here = CollapseSpace(place).empty() ||
                    SamePage(LinkTarget(base_uri, place), page_uri.empty() ? base_uri : page_uri);
  if (!here) return "";
  const absl::string_view fragment(href.data() + hash + 1, href.size() - hash - 1);
  const absl::string_view trimmed = absl::StripAsciiWhitespace(fragment);
  return TargetName(Unescape({trimmed.data(), trimmed.size()}));
}

std::string InsideHref(const std::string& name) {
  const Escaped escaped(curl_easy_escape(nullptr, name.data(), static_cast<int>(name.size())),
                        &curl_free);
  return escaped == nullptr ? "" : absl::StrCat("#", kTargetPrefix.data(), escaped.get());
}

std::string OutsideHref(std::string_view href, std::string_view base_uri,
                        std::string_view page_uri) {
  absl::string_view place = absl::StripAsciiWhitespace(absl::string_view(href.data(), href.size()));
  if (!absl::ConsumePrefix(&place, "#")) return LinkTarget(base_uri, href);
  absl::ConsumePrefix(&place, kTargetPrefix.data());
  return LinkTarget(page_uri.empty() ? base_uri : page_uri, absl::StrCat("#", place));
}

void AddTargetNames(std::string_view names, HtmlNode& node) {
  if (names.empty()) return;
  if (std::string* id = FindAttribute(node, "id")) {
    absl::StrAppend(id, " ", absl::string_view(names.data(), names.size()));
  } else {
    node.attributes.emplace_back("id", names);
  }
}

void ResolveInsideLinks(HtmlNode& root) { Resolver().Run(root); }

}  // namespace broadsheet::ingest
