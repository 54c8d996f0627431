// What characters are to a search, and the forms they are compared in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace broadsheet::query {

enum class CharacterKind : uint8_t {
  // Of no word: white space, punctuation, most symbols.
  kBreak,
  kLetter,
  kDigit,
  // Chinese characters, kana and Hangul: what is looked for may begin at each.
  kIdeograph,
  // Thai, Lao, Khmer and Burmese: letters of words that no space divides.
  kUnspaced,
  kEmoji,
};

// A character with the marks behind it, or an emoji of several characters.
struct Cluster {
  CharacterKind kind = CharacterKind::kBreak;
  // The first character, as it was written.
  char32_t character = 0;
  // What it is compared by, in lower case; empty where `kind` is kBreak. Compatibility
  // forms are plain ones (NFKC, full case folding: UAX #15, Unicode 3.13). Marks and
  // accents are dropped from scripts that can do without: "Đặng" is "dang", "ß" "ss".
  // Traditional Chinese characters, those of Hong Kong and Taiwan, and Japan's become
  // mainland China's. Valid until the next Next().
  std::string_view folded;
  // Where it stands in the text, in bytes.
  size_t begin = 0;
  size_t end = 0;
};

// Takes a text (UTF-8) apart. Not thread-safe.
class ClusterReader {
 public:
  // `text` must outlive it.
  explicit ClusterReader(std::string_view text) : text_(text) {}

  // False at the end.
  bool Next(Cluster& cluster);

 private:
  void Extend(Cluster& cluster, char32_t first);
  void ExtendEmoji(Cluster& cluster);

  std::string_view text_;
  size_t at_ = 0;
  // Holds what is not in a table.
  std::string folded_;
};

// All of `text` folded; what breaks words is a space. Pure.
std::string Fold(std::string_view text);

}  // namespace broadsheet::query
