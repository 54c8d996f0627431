#include "query/search/stems.h"

#include <xapian.h>

#include <memory>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace broadsheet::query {
namespace {

// What a thread remembers of each language; more are forgotten together.
constexpr size_t kMaxRemembered = 50'000;

enum class Script { kOther, kLatin, kCyrillic, kArabic };

// Of a folded word, whose Latin letters are ASCII.
Script ScriptOf(std::string_view word) {
  const auto lead = static_cast<unsigned char>(word[0]);
  if (lead >= 'a' && lead <= 'z') return Script::kLatin;
  if (lead >= 0xD0 && lead <= 0xD3) return Script::kCyrillic;
  if (lead >= 0xD8 && lead <= 0xDB) return Script::kArabic;
  return Script::kOther;
}

std::string_view PrimarySubtag(std::string_view language_code) {
  return language_code.substr(0, language_code.find('-'));
}

bool IsStemmedLatin(std::string_view language) {
  constexpr std::string_view kLanguages[] = {"da", "de", "en", "es", "fi", "fr", "hu", "id", "it",
                                             "lt", "nl", "no", "nb", "nn", "pt", "ro", "sv", "tr"};
  for (const std::string_view one : kLanguages) {
    if (one == language) return true;
  }
  return false;
}

// A stemmer with what it has answered.
class RememberingStemmer {
 public:
  explicit RememberingStemmer(const std::string& language)
      : stem_(language), prefix_("Z" + language + ":") {}

  const std::string& Term(std::string_view word) {
    const auto known = terms_.find(absl::string_view(word.data(), word.size()));
    if (known != terms_.end()) return known->second;
    if (terms_.size() >= kMaxRemembered) terms_.clear();
    std::string key(word);
    std::string term = prefix_ + stem_(key);
    return terms_.emplace(std::move(key), std::move(term)).first->second;
  }

 private:
  const Xapian::Stem stem_;
  const std::string prefix_;
  absl::flat_hash_map<std::string, std::string> terms_;
};

const std::string& TermOf(const std::string& language, std::string_view word) {
  thread_local absl::flat_hash_map<std::string, std::unique_ptr<RememberingStemmer>> stemmers;
  std::unique_ptr<RememberingStemmer>& stemmer = stemmers[language];
  if (stemmer == nullptr) stemmer = std::make_unique<RememberingStemmer>(language);
  return stemmer->Term(word);
}

}  // namespace

std::string LatinStemmer(std::string_view language_code) {
  const std::string_view language = PrimarySubtag(language_code);
  if (!IsStemmedLatin(language)) return "en";
  // Xapian knows Norwegian by one name.
  return language == "nb" || language == "nn" ? "no" : std::string(language);
}

std::string StemTerm(std::string_view word, std::string_view language_code) {
  std::string language;
  switch (ScriptOf(word)) {
    case Script::kLatin:
      language = LatinStemmer(language_code);
      break;
    case Script::kCyrillic:
      language = "ru";
      break;
    case Script::kArabic:
      language = "ar";
      break;
    case Script::kOther:
      return "";
  }
  return TermOf(language, word);
}

}  // namespace broadsheet::query
