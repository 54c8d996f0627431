#include "ingest/text/name_finder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"

namespace broadsheet::ingest {
namespace {

std::string Find(const std::vector<std::string>& names, std::string_view text) {
  std::vector<std::u32string> keys;
  for (const std::string& name : names) keys.push_back(NameKey(name));
  std::string found;
  for (const NameFinder::Match& match : NameFinder(keys).FindAll(text)) {
    absl::StrAppend(&found, found.empty() ? "" : " ", match.key, "@", match.begin, "-", match.end);
  }
  return found;
}

TEST(NameFinderTest, FindsNamesInsideOfOthers) {
  EXPECT_EQ(Find({"香港", "香港大学", "大学", "港大"}, "在香港大学"), "0@3-9 3@6-12 1@3-15 2@9-15");
  EXPECT_EQ(Find({"Hong Kong", "Kong"}, "Hong Kong"), "0@0-9 1@5-9");
}

TEST(NameFinderTest, WordsAreWhole) {
  EXPECT_EQ(Find({"chip", "5G"}, "chips microchip chip 15G 5G网 支持5G"),
            "0@16-20 1@25-27 1@37-39");
}

TEST(NameFinderTest, OffsetsAreThoseOfTheTextAsItIs) {
  EXPECT_EQ(Find({"oppo"}, "Ünïcode ＯＰＰＯ!"), "0@10-22");
  EXPECT_EQ(Find({"𠮷野"}, "a𠮷野b"), "0@1-8");
}

// As a search for each name at each place would.
std::set<std::pair<size_t, size_t>> FindOneByOne(const std::vector<std::u32string>& keys,
                                                 const std::string& text) {
  std::set<std::pair<size_t, size_t>> found;
  const auto is_word = [&](size_t at) { return at < text.size() && text[at] != '-'; };
  for (const std::u32string& key : keys) {
    std::string name;
    for (const char32_t c : key) {
      if (c < 0x80) name += static_cast<char>(c);
    }
    for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
      const size_t end = at + name.size();
      const bool begins = at == 0 || is_word(at - 1) != is_word(at);
      const bool ends = end == text.size() || is_word(end - 1) != is_word(end);
      if ((begins || !is_word(at)) && (ends || !is_word(end - 1))) found.emplace(at, end);
    }
  }
  return found;
}

TEST(NameFinderTest, FindsWhatASearchForEachNameFinds) {
  std::minstd_rand random;
  const auto word = [&](size_t most) {
    std::string text;
    for (size_t left = random() % most + 1; left > 0; --left) text += "ab-"[random() % 3];
    return text;
  };
  for (int i = 0; i < 500; ++i) {
    std::set<std::u32string> names;
    while (names.size() < 8) names.insert(NameKey(word(5)));
    const std::vector<std::u32string> keys(names.begin(), names.end());
    const std::string text = word(60);
    std::set<std::pair<size_t, size_t>> found;
    for (const auto& match : NameFinder(keys).FindAll(text)) found.emplace(match.begin, match.end);
    ASSERT_EQ(found, FindOneByOne(keys, text)) << text;
  }
}

}  // namespace
}  // namespace broadsheet::ingest
