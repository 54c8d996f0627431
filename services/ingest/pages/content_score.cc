#include "ingest/pages/content_score.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "absl/strings/match.h"
#include "ingest/pages/element_names.h"
#include "ingest/pages/page_markup.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Bytes; about a sentence, in English as in Chinese.
constexpr double kLeastScore = 50;

bool IsHeading(const HtmlNode& node) {
  return node.tag.size() == 2 && node.tag[0] == 'h' && node.tag != "hr";
}

bool IsBlock(const HtmlNode& node) { return node.is_element() && IsBlockTag(node.tag); }

bool IsPassedOver(const HtmlNode& node) {
  return !node.is_element() || IsAside(node) || node.tag == "footer" || node.tag == "form" ||
         node.tag == "script" || node.tag == "style" || node.tag == "header" || IsHeading(node);
}

// Whether what is in it is never of an article, or nobody sees it.
bool IsNoText(const HtmlNode& node) {
  return !node.is_element() || node.tag == "script" || node.tag == "style" ||
         node.tag == "template" || node.tag == "nav" || node.tag == "select" ||
         node.tag == "textarea" || node.tag == "iframe" || node.tag == "figcaption" ||
         IsHeading(node);
}

// Whether it is around an article, unless it is most of the page.
bool IsAround(const HtmlNode& node) {
  return IsHidden(node) || node.tag == "noscript" || node.tag == "aside" || node.tag == "footer" ||
         node.tag == "form" || node.tag == "header" || IsAside(node) || IsCalledFurniture(node);
}

// Bytes of text below `node`; those inside links count against it, twice.
double RunningText(const HtmlNode& node) {
  size_t linked = 0;
  for (const HtmlNode* link : FindAll(node, HasTag("a"))) linked += TextOf(*link).size();
  return static_cast<double>(CollapseSpace(TextOf(node)).size()) - 2 * static_cast<double>(linked);
}

// Bytes below `node` that are in no link.
double UnlinkedText(const HtmlNode& node) {
  if (node.is_text()) return static_cast<double>(CollapseSpace(node.text).size());
  if (node.tag == "a" || IsNoText(node)) return 0;
  double size = 0;
  for (const HtmlNode& child : node.children) size += UnlinkedText(child);
  return size;
}

// Of a line without an end, so that it is text and no label.
constexpr double kLeastLine = 75;
// What each line costs: lists of links and labels have many short ones.
constexpr double kLineCost = 10;
// How much of a text may stand beside the heaviest box in it before that box is taken alone; the
// same where it says of itself that it is a whole; and how much more such a box weighs.
constexpr double kOthers = 0.05;
constexpr double kOthersOfAWhole = 1;
constexpr double kWholesBonus = 2;

// Finds the element below a page whose running text outweighs what else is in it, in one walk.
class Weigher {
 public:
  const HtmlNode* Run(const HtmlNode& root) {
    for (const HtmlNode& child : root.children) whole_ += UnlinkedText(child);
    boxes_.push_back({&root});
    Walk(root);
    Flush();
    const Box box = boxes_.back();
    boxes_.clear();
    const Best best = BestOf(box);
    return best.weight < kLeastScore ? nullptr : best.node;
  }

 private:
  struct Best {
    const HtmlNode* node = nullptr;
    double weight = 0;
  };
  struct Box {
    const HtmlNode* node = nullptr;
    double weight = 0;
    double unlinked = 0;
    Best best;
    // Has a heading that leads elsewhere.
    bool is_card = false;
  };
  // A line of text.
  struct Line {
    double text = 0;
    double linked = 0;
    bool ends = false;
  };

  static bool CanBeText(const HtmlNode& node) {
    return node.tag == "div" || node.tag == "section" || node.tag == "article" ||
           node.tag == "main" || node.tag == "td" || node.tag == "body" || node.tag == "#root" ||
           node.tag == "center" || node.tag == "dd";
  }

  // What says of itself that it is a whole.
  static bool IsWhole(const HtmlNode& node) {
    return node.tag == "article" || node.tag == "main" || IsCalledText(node);
  }

  static Best BestOf(const Box& box) {
    if (!CanBeText(*box.node)) return box.best;
    const double others = box.weight - box.best.weight;
    const bool whole = box.best.node != nullptr && IsWhole(*box.best.node);
    if (box.best.node == nullptr ||
        others > (whole ? kOthersOfAWhole : kOthers) * box.best.weight) {
      return {box.node, box.weight};
    }
    return box.best;
  }

  void Walk(const HtmlNode& node) {
    for (const HtmlNode& child : node.children) {
      if (child.is_text()) {
        AddText(child.text);
      } else if (IsHeading(child)) {
        boxes_.back().is_card |= links_ > 0 || FindFirst(child, HasTag("a")) != nullptr;
      } else if (IsNoText(child)) {
        continue;
      } else if (!IsBlock(child) && child.tag != "noscript") {
        if (child.tag == "br") line_.text += 1;
        links_ += child.tag == "a" ? 1 : 0;
        Walk(child);
        links_ -= child.tag == "a" ? 1 : 0;
      } else {
        WalkBox(child);
      }
    }
  }

  void WalkBox(const HtmlNode& node) {
    Flush();
    boxes_.push_back({&node});
    Walk(node);
    Flush();
    const Box box = boxes_.back();
    boxes_.pop_back();
    if (IsCalledComments(node) && node.tag != "body") return;
    if (box.unlinked < whole_ / 2 && IsAround(node)) return;
    if (box.is_card && box.unlinked < whole_ / 4) return;
    Best best = BestOf(box);
    if (best.node == &node && IsWhole(node)) best.weight *= kWholesBonus;
    boxes_.back().weight += box.weight;
    boxes_.back().unlinked += box.unlinked;
    if (best.weight > boxes_.back().best.weight) boxes_.back().best = best;
  }

  void AddText(const std::string& text) {
    const std::string shown = CollapseSpace(text);
    if (shown.empty()) return;
    line_.text += static_cast<double>(shown.size());
    if (links_ > 0) line_.linked += static_cast<double>(shown.size());
    line_.ends = EndsSentence(shown);
  }

  static bool EndsSentence(const std::string& text) {
    for (const char* end : {".", "!", "?", "。", "！", "？", "…", ":", "\"", "”", "」"}) {
      if (absl::EndsWith(text, end)) return true;
    }
    return false;
  }

  void Flush() {
    if (line_.text > 0) {
      boxes_.back().unlinked += line_.text - line_.linked;
      const bool runs = line_.text >= kLeastLine || line_.ends;
      boxes_.back().weight += (runs ? line_.text : 0) - 2 * line_.linked - kLineCost;
    }
    line_ = {};
  }

  double whole_ = 0;
  int links_ = 0;
  Line line_;
  std::vector<Box> boxes_;
};

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

const HtmlNode* FindRunningText(const HtmlNode& post) { return Weigher().Run(post); }

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
