#include "ingest/pages/content_score.h"

#include <array>
#include <map>

#include "ingest/pages/page_markup.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Bytes; about two sentences, in English as in Chinese.
constexpr double kLeastScore = 150;

size_t LinkBytes(const HtmlNode& node) {
  size_t bytes = 0;
  for (const HtmlNode* link : FindAll(node, HasTag("a"))) bytes += TextOf(*link).size();
  return bytes;
}

// A paragraph counts for its parent, and half for its grandparent, which wins
// where several such parents make up one text.
void Score(const HtmlNode& node, const HtmlNode* parent,
           std::map<const HtmlNode*, double>& scores) {
  for (const HtmlNode& child : node.children) {
    if (!child.is_element() || IsAside(child) || child.tag == "footer" || child.tag == "form") {
      continue;
    }
    if (child.tag == "p" || child.tag == "pre" || child.tag == "blockquote") {
      const double text = static_cast<double>(CollapseSpace(TextOf(child)).size());
      const double links = static_cast<double>(LinkBytes(child));
      const double score = text - 2 * links;
      scores[&node] += score;
      if (parent != nullptr) scores[parent] += score / 2;
    } else {
      Score(child, &node, scores);
    }
  }
}

bool IsFurniture(const HtmlNode& node, const std::string& title_fingerprint) {
  static constexpr std::array<std::string_view, 12> kClasses = {
      "entry-meta", "post-meta", "byline",    "info",       "meta",         "article-meta",
      "share",      "sharing",   "post-tags", "author-box", "entry-footer", "article-info"};
  if (IsAside(node) || node.tag == "header" || node.tag == "footer" || node.tag == "form") {
    return true;
  }
  for (const std::string_view name : kClasses) {
    if (node.HasClass(name)) return true;
  }
  const bool heading = node.tag == "h1" || node.tag == "h2";
  return heading && Fingerprint(TextOf(node)) == title_fingerprint;
}

void Copy(const HtmlNode& from, const std::string& title_fingerprint, HtmlNode& to) {
  for (const HtmlNode& child : from.children) {
    if (IsFurniture(child, title_fingerprint)) continue;
    to.children.push_back({child.tag, child.text, child.attributes, {}});
    Copy(child, title_fingerprint, to.children.back());
  }
}

}  // namespace

const HtmlNode* FindRunningText(const HtmlNode& post) {
  std::map<const HtmlNode*, double> scores;
  Score(post, nullptr, scores);
  const HtmlNode* best = nullptr;
  double best_score = kLeastScore;
  for (const auto& [node, score] : scores) {
    if (score < best_score) continue;
    best = node;
    best_score = score;
  }
  return best;
}

HtmlNode WithoutFurniture(const HtmlNode& content, const std::string& title) {
  HtmlNode root{.tag = "#root"};
  Copy(content, Fingerprint(title), root);
  return root;
}

}  // namespace broadsheet::ingest
