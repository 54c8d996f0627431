#include "query/snippet.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "query/search_text.h"

namespace broadsheet::query {
namespace {

// What Xapian is told to put in: characters that the text does not hold.
constexpr char kBegin = '\x02';
constexpr char kEnd = '\x03';
constexpr char kOmitted = '\x04';

// Xapian's excerpt, taken apart.
struct Excerpt {
  std::string text;
  // Pairs of bytes' offsets in `text`: matches begin and end there.
  std::vector<std::pair<size_t, size_t>> matches;
  bool omitted_before = false;
  bool omitted_after = false;
};

std::string WithoutControls(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' ' && c != '\n'; }, ' ');
  return text;
}

// Reads one of the entities that Xapian escapes with; moves `at` to its end.
char Unescaped(std::string_view html, size_t& at) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};
  for (const auto& [entity, c] : kEntities) {
    if (html.substr(at, entity.size()) == entity) {
      at += entity.size() - 1;
      return c;
    }
  }
  return html[at];
}

Excerpt TakeApart(std::string_view html) {
  Excerpt excerpt;
  for (size_t at = 0; at < html.size(); ++at) {
    const size_t place = excerpt.text.size();
    if (html[at] == kOmitted) {
      (place == 0 ? excerpt.omitted_before : excerpt.omitted_after) = true;
    } else if (html[at] == kBegin) {
      // Matches side by side, such as the characters of a Chinese word, are one.
      const bool adjacent = !excerpt.matches.empty() && excerpt.matches.back().second == place;
      if (!adjacent) excerpt.matches.emplace_back(place, place);
    } else if (html[at] == kEnd) {
      excerpt.matches.back().second = place;
    } else {
      excerpt.text.push_back(Unescaped(html, at));
    }
  }
  return excerpt;
}

void AppendEscaped(std::string_view text, std::string& html) {
  for (char c : text) {
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
        html.push_back(c);
    }
  }
}

}  // namespace

std::string Snippet(const Xapian::MSet& matches, const std::string& text, size_t length,
                    bool only_matches) {
  const std::string clean = WithoutControls(text);
  const std::string folded = FoldChinese(clean);
  // Neither exhaustive nor with a background model: that looks every word of the
  // text up in the index, and costs more than the search.
  unsigned flags = Xapian::MSet::SNIPPET_CJK_NGRAM;
  if (only_matches) flags |= Xapian::MSet::SNIPPET_EMPTY_WITHOUT_MATCH;
  const Excerpt excerpt =
      TakeApart(matches.snippet(folded, length, Xapian::Stem("en"), flags, std::string(1, kBegin),
                                std::string(1, kEnd), std::string(1, kOmitted)));
  // Offsets hold for the original, too: folding keeps characters' places.
  const auto original = [&](size_t begin, size_t end) {
    return Unfold(excerpt.text, folded, clean, begin, end);
  };
  std::string html = excerpt.omitted_before ? "…" : "";
  size_t at = 0;
  for (const auto& [begin, end] : excerpt.matches) {
    AppendEscaped(original(at, begin), html);
    html += "<mark>";
    AppendEscaped(original(begin, end), html);
    html += "</mark>";
    at = end;
  }
  AppendEscaped(original(at, excerpt.text.size()), html);
  if (excerpt.omitted_after) html += "…";
  return html;
}

}  // namespace broadsheet::query
