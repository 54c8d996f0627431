#include "query/search/snippet.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_map>
#include <vector>

#include "query/search/analysis.h"
#include "query/search/plain_text.h"
#include "query/search/stems.h"

namespace broadsheet::query {
namespace {

// A match in the text, in bytes.
struct Match {
  size_t begin;
  size_t end;
  // Tells different ones apart.
  size_t what;
};

// Where the snippet is, in bytes.
struct Window {
  size_t begin = 0;
  size_t end = 0;
};

// The text as parts, with what matches among them.
class MarkedText {
 public:
  MarkedText(const Marks& marks, std::string_view text, std::string_view language_code)
      : marks_(marks), language_code_(language_code) {
    ForEachToken(text, [&](const Token& token) {
      if (token.span == 1) parts_.push_back({token.text, token.begin, token.end});
      if (Matches(token)) Add(token.begin, token.end, token.text);
    });
    for (size_t i = 0; i < parts_.size(); ++i) AddSequencesAt(i);
    std::sort(matches_.begin(), matches_.end(), [](const Match& a, const Match& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
  }

  const std::vector<Part>& parts() const { return parts_; }
  // By where they begin; some lie inside of others.
  const std::vector<Match>& matches() const { return matches_; }

 private:
  bool Matches(const Token& token) const {
    if (!marks_.terms.empty()) {
      if (marks_.terms.count(token.text) > 0) return true;
      if (token.is_word && marks_.terms.count(StemTerm(token.text, language_code_)) > 0) {
        return true;
      }
    }
    return std::any_of(
        marks_.beginnings.begin(), marks_.beginnings.end(),
        [&](const std::string& beginning) { return token.text.rfind(beginning, 0) == 0; });
  }

  void AddSequencesAt(size_t first) {
    const auto found = marks_.sequences.find(parts_[first].text);
    if (found == marks_.sequences.end()) return;
    for (const std::vector<std::string>& sequence : found->second) {
      if (sequence.size() > parts_.size() - first) continue;
      const bool is_here = std::equal(
          sequence.begin(), sequence.end(), parts_.begin() + static_cast<long>(first),
          [](const std::string& wanted, const Part& part) { return wanted == part.text; });
      const Part& last = parts_[first + sequence.size() - 1];
      if (is_here) Add(parts_[first].begin, last.end, sequence.back());
    }
  }

  void Add(size_t begin, size_t end, const std::string& what) {
    matches_.push_back({begin, end, std::hash<std::string>()(what)});
  }

  const Marks& marks_;
  const std::string_view language_code_;
  std::vector<Part> parts_;
  std::vector<Match> matches_;
};

// The first match of those `length` bytes that hold the most different ones, and of these
// the most. `matches` is not empty.
const Match& BestStart(const std::vector<Match>& matches, size_t length) {
  std::unordered_map<size_t, int> inside;
  size_t best = 0;
  size_t best_kinds = 0;
  size_t best_count = 0;
  size_t end = 0;
  for (size_t begin = 0; begin < matches.size(); ++begin) {
    while (end < matches.size() && matches[end].end <= matches[begin].begin + length) {
      ++inside[matches[end++].what];
    }
    if (inside.size() > best_kinds || (inside.size() == best_kinds && end - begin > best_count)) {
      best = begin;
      best_kinds = inside.size();
      best_count = end - begin;
    }
    if (end == begin) {
      ++end;
    } else if (--inside[matches[begin].what] == 0) {
      inside.erase(matches[begin].what);
    }
  }
  return matches[best];
}

bool EndsSentence(std::string_view between) {
  if (between.find('\n') != std::string_view::npos) return true;
  for (const std::string_view sign : {"。", "！", "？", "．"}) {
    if (between.find(sign) != std::string_view::npos) return true;
  }
  const size_t sign = between.find_first_of(".!?");
  return sign != std::string_view::npos && between.find(' ', sign) != std::string_view::npos;
}

using Parts = std::vector<Part>;

// What stands before a part.
std::string_view Between(std::string_view text, const Parts& parts, Parts::const_iterator part) {
  const size_t before = part == parts.begin() ? 0 : std::prev(part)->end;
  return text.substr(before, part->begin - before);
}

// The part to begin with: that of a sentence shortly before the match, else a word's.
Parts::const_iterator FirstPart(std::string_view text, const Parts& parts, const Match& match,
                                size_t lead) {
  const size_t earliest = match.begin > lead ? match.begin - lead : 0;
  auto first = std::lower_bound(parts.begin(), parts.end(), earliest,
                                [](const Part& part, size_t at) { return part.begin < at; });
  for (auto part = first; part != parts.end() && part->begin <= match.begin; ++part) {
    if (part == parts.begin() || EndsSentence(Between(text, parts, part))) first = part;
  }
  return first;
}

// The end of a sentence, else of a word, shortly before `latest` and not before the match's.
size_t EndOfWindow(std::string_view text, const Parts& parts, Parts::const_iterator first,
                   const Match& match, size_t latest, size_t tail) {
  auto behind = std::next(first);
  while (behind != parts.end() && (behind->end <= latest || behind->begin < match.end)) ++behind;
  if (behind == parts.end()) return text.size();
  for (auto part = behind; part != first && part->begin + tail > latest; --part) {
    const std::string_view between = Between(text, parts, part);
    if (std::prev(part)->end < match.end || !EndsSentence(between)) continue;
    return std::prev(part)->end + between.find_last_not_of(" \n") + 1;
  }
  return std::prev(behind)->end;
}

// A window of about `length` bytes around `match`; twice that where words are long.
Window Around(const Match& match, std::string_view text, const Parts& parts, size_t length) {
  const size_t lead = length / 4;
  const auto first = FirstPart(text, parts, match, lead);
  const bool from_start = first == parts.begin() && first->begin <= lead;
  const size_t begin = from_start ? 0 : first->begin;
  const size_t end = EndOfWindow(text, parts, first, match, begin + length, length / 3);
  return {begin, begin + Prefix(text.substr(begin, end - begin), 2 * length).size()};
}

void AppendEscaped(std::string_view text, std::string& html) {
  for (const char c : text) {
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html.push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
    }
  }
}

std::string Render(std::string_view text, const std::vector<Match>& matches, const Window& window) {
  std::string html = window.begin > 0 ? "…" : "";
  size_t at = window.begin;
  for (size_t i = 0; i < matches.size();) {
    Match match = matches[i++];
    if (match.begin < at || match.end > window.end) continue;
    // Those that touch, such as the characters of a Chinese word, are one.
    for (; i < matches.size() && matches[i].begin <= match.end; ++i) {
      if (matches[i].end <= window.end) match.end = std::max(match.end, matches[i].end);
    }
    AppendEscaped(text.substr(at, match.begin - at), html);
    html += "<mark>";
    AppendEscaped(text.substr(match.begin, match.end - match.begin), html);
    html += "</mark>";
    at = match.end;
  }
  AppendEscaped(text.substr(at, window.end - at), html);
  if (window.end < text.size()) html += "…";
  return html;
}

}  // namespace

std::string Snippet(const Marks& marks, std::string_view text, std::string_view language_code,
                    size_t length, bool only_matches) {
  const MarkedText marked(marks, text, language_code);
  if (marked.matches().empty() && only_matches) return "";
  Window window{0, text.size()};
  if (text.size() > length && !marked.parts().empty()) {
    const Match start =
        marked.matches().empty() ? Match{0, 0, 0} : BestStart(marked.matches(), length * 3 / 4);
    window = Around(start, text, marked.parts(), length);
  }
  return Render(text, marked.matches(), window);
}

}  // namespace broadsheet::query
