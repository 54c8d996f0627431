#include "cli/help/suggest.h"

#include <algorithm>

namespace broadsheet::cli {
namespace {

// One mistake in three letters is still the same word.
size_t MostMistakes(std::string_view word) { return std::max<size_t>(1, word.size() / 3); }

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

std::string Closest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string closest;
  size_t least = MostMistakes(word) + 1;
  for (const std::string& candidate : candidates) {
    const bool begun = word.size() > 1 && candidate.compare(0, word.size(), word) == 0;
    const size_t distance = begun ? 0 : EditDistance(word, candidate);
    if (distance < least) {
      least = distance;
      closest = candidate;
    }
  }
  return closest;
}

}  // namespace broadsheet::cli
