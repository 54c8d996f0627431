// What a query's matches look like in a text.
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace broadsheet::query {

struct Marks {
  // Tokens (analysis.h) and stems of words (stems.h).
  std::unordered_set<std::string> terms;
  // Parts that stand side by side, by the first of them.
  std::unordered_map<std::string, std::vector<std::vector<std::string>>> sequences;
  // What a word begins with.
  std::vector<std::string> beginnings;

  void AddSequence(std::vector<std::string> parts) {
    if (!parts.empty()) sequences[parts.front()].push_back(std::move(parts));
  }
};

}  // namespace broadsheet::query
