#include "ingest/pages/content_score.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "ingest/pages/page_markup.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Bytes; about two sentences, in English as in Chinese.
constexpr double kLeastScore = 150;

bool IsBlock(const HtmlNode& node) { return node.is_element() && IsBlockTag(node.tag); }

// What stands in `node` itself, in lines or spans: many pages have no paragraphs.
double OwnRunning(const HtmlNode& node) {
  double score = 0;
  for (const HtmlNode& child : node.children) {
    if (child.is_text()) score += static_cast<double>(CollapseSpace(child.text).size());
    if (child.is_element() && child.tag != "script" && child.tag != "style" && !IsBlock(child)) {
      score += RunningText(child);
    }
  }
  return score;
}

bool IsPassedOver(const HtmlNode& node) {
  return !node.is_element() || IsAside(node) || node.tag == "footer" || node.tag == "form" ||
         node.tag == "script" || node.tag == "style" || node.tag == "header" ||
         (node.tag.size() == 2 && node.tag[0] == 'h' && node.tag != "hr");
}

// A paragraph counts for its parent, and half for its grandparent, which wins where several
// such parents make up one text. A box of lines is a text by itself; it counts a little less
// for what it is in, so that of one box the box wins and of several what holds them.
void Score(const HtmlNode& node, const HtmlNode* parent,
           std::map<const HtmlNode*, double>& scores) {
  constexpr double kLeastLine = 75;
  constexpr double kOfABox = 0.9;
  for (const HtmlNode& child : node.children) {
    if (IsPassedOver(child)) continue;
    if (child.tag == "p" || child.tag == "pre" || child.tag == "blockquote") {
      const double score = RunningText(child);
      scores[&node] += score;
      if (parent != nullptr) scores[parent] += score / 2;
      continue;
    }
    if (child.tag == "div" || child.tag == "td" || child.tag == "section" ||
        child.tag == "article" || child.tag == "main") {
      if (const double own = OwnRunning(child); own >= kLeastLine) {
        scores[&child] += own;
        scores[&node] += own * kOfABox;
        if (parent != nullptr) scores[parent] += own * kOfABox / 2;
      }
    }
    Score(child, &node, scores);
  }
}

// The paragraphs of running text below `node`, but for those in `posts`.
std::vector<double> ParagraphsOutside(const HtmlNode& node,
                                      const std::set<const HtmlNode*>& posts) {
  std::vector<double> paragraphs;
  for (const HtmlNode& child : node.children) {
    if (IsPassedOver(child) || posts.contains(&child)) continue;
    if (child.tag == "p" || child.tag == "pre" || child.tag == "blockquote") {
      if (const double score = RunningText(child); score > 0) paragraphs.push_back(score);
      continue;
    }
    const std::vector<double> below = ParagraphsOutside(child, posts);
    paragraphs.insert(paragraphs.end(), below.begin(), below.end());
  }
  return paragraphs;
}

}  // namespace

double RunningText(const HtmlNode& node) {
  size_t linked = 0;
  for (const HtmlNode* link : FindAll(node, HasTag("a"))) linked += TextOf(*link).size();
  return static_cast<double>(CollapseSpace(TextOf(node)).size()) - 2 * static_cast<double>(linked);
}

const HtmlNode* FindRunningText(const HtmlNode& post) {
  std::map<const HtmlNode*, double> scores;
  if (const double own = OwnRunning(post); own >= kLeastScore) scores[&post] = own;
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

bool HasArticleBeside(const HtmlNode& page, const std::vector<const HtmlNode*>& posts) {
  // What introduces a list is shorter, or one paragraph.
  constexpr double kLeastArticle = 200;
  const std::set<const HtmlNode*> listed(posts.begin(), posts.end());
  const HtmlNode* headline = FindMatter(page, [&](const HtmlNode& node) {
    return node.tag == "h1" && FindFirst(node, HasTag("a")) == nullptr &&
           !node.HasClass("page-title") && !node.HasClass("archive-title") &&
           !node.HasClass("site-title");
  });
  if (headline == nullptr) return false;
  const std::vector<double> paragraphs = ParagraphsOutside(page, listed);
  return paragraphs.size() > 1 &&
         std::accumulate(paragraphs.begin(), paragraphs.end(), 0.0) >= kLeastArticle;
}

}  // namespace broadsheet::ingest
