#include "ingest/text/date_words.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/time.h"

namespace broadsheet::ingest {
namespace {

constexpr const char* kLocales[] = {
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl",     "cs", "sk",
    "hu", "ro", "ru", "uk", "bg", "sr", "hr", "sl", "el", "tr", "id", "ms",     "vi", "ca",
    "et", "lv", "lt", "is", "eu", "gl", "af", "sq", "be", "mk", "ga", "sr_Latn"};

struct Words {
  std::map<std::string, int> months;
  std::set<std::string> weekdays;
};

std::string KeyOf(const icu::UnicodeString& word) {
  icu::UnicodeString folded = word;
  folded.foldCase();
  while (folded.endsWith(u".")) folded.truncate(folded.length() - 1);
  std::string key;
  folded.toUTF8String(key);
  return key;
}

void AddMonths(const icu::UnicodeString* names, int32_t count, bool english, Words& words) {
  for (int32_t i = 0; i < count && i < 12; ++i) {
    const std::string key = KeyOf(names[i]);
    if (key.size() < 2) continue;
    const auto [held, added] = words.months.try_emplace(key, i + 1);
    // What English means by it holds; else it is nobody's.
    if (!added && held->second != i + 1 && !english) held->second = 0;
  }
}

void AddLocale(const char* name, Words& words) {
  using Symbols = icu::DateFormatSymbols;
  UErrorCode error = U_ZERO_ERROR;
  const Symbols symbols(icu::Locale(name), error);
  if (U_FAILURE(error)) return;
  const bool english = std::string_view(name) == "en";
  for (const auto context : {Symbols::FORMAT, Symbols::STANDALONE}) {
    for (const auto width : {Symbols::WIDE, Symbols::ABBREVIATED}) {
      int32_t count = 0;
      const icu::UnicodeString* names = symbols.getMonths(count, context, width);
      AddMonths(names, count, english, words);
      names = symbols.getWeekdays(count, context, width);
      for (int32_t i = 1; i < count; ++i) words.weekdays.insert(KeyOf(names[i]));
    }
    int32_t count = 0;
    const icu::UnicodeString* names = symbols.getWeekdays(count, context, Symbols::SHORT);
    for (int32_t i = 1; i < count; ++i) words.weekdays.insert(KeyOf(names[i]));
  }
}

const Words& English() {
  static const auto* const kWords = [] {
    auto* words = new Words;
    AddLocale("en", *words);
    words->months.emplace("sept", 9);
    return words;
  }();
  return *kWords;
}

// Made when a word is not English.
const Words& All() {
  static const auto* const kWords = [] {
    auto* words = new Words(English());
    for (const char* locale : kLocales) AddLocale(locale, *words);
    for (const auto& [word, month] : English().months) words->months[word] = month;
    return words;
  }();
  return *kWords;
}

}  // namespace

int MonthOfWord(std::string_view word) {
  const std::string key(word);
  const auto english = English().months.find(key);
  if (english != English().months.end()) return english->second;
  // Cut short elsewhere than locale data does, too: "ноя" for "нояб.".
  constexpr int32_t kShortest = 3;
  const auto first = All().months.lower_bound(key);
  if (first == All().months.end() || !absl::StartsWith(first->first, key)) return 0;
  if (first->first == key) return first->second;
  if (icu::UnicodeString::fromUTF8(key).countChar32() < kShortest) return 0;
  for (auto it = first; it != All().months.end() && absl::StartsWith(it->first, key); ++it) {
    if (it->second != first->second) return 0;
  }
  return first->second;
}

bool IsWeekday(std::string_view word) {
  const std::string key(word);
  for (const char* day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}) {
    if (absl::StartsWith(key, day)) return true;
  }
  return All().weekdays.contains(key);
}

std::optional<int> ZoneOfWord(std::string_view word, std::string_view language) {
  static const auto* const kZones = new std::map<std::string_view, int>(
      {{"gmt", 0},     {"ut", 0},      {"utc", 0},    {"z", 0},      {"est", -300}, {"edt", -240},
       {"cst", -360},  {"cdt", -300},  {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
       {"hkt", 480},   {"sgt", 480},   {"myt", 480},  {"awst", 480}, {"jst", 540},  {"kst", 540},
       {"aest", 600},  {"aedt", 660},  {"nzst", 720}, {"nzdt", 780}, {"bst", 60},   {"wet", 0},
       {"west", 60},   {"cet", 60},    {"cest", 120}, {"mez", 60},   {"mesz", 120}, {"eet", 120},
       {"eest", 180},  {"msk", 180},   {"ist", 330},  {"pht", 480},  {"wib", 420},  {"ict", 420},
       {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"brt", -180}, {"art", -180}});
  if (word == "cst" && language.starts_with("zh")) return 480;
  const auto found = kZones->find(word);
  if (found != kZones->end()) return found->second;
  // RFC 2822: military letters were used the wrong way round; take them as UTC.
  if (word.size() == 1 && word[0] >= 'a' && word[0] <= 'z' && word != "t" && word != "j") return 0;
  return std::nullopt;
}

std::optional<int> ZoneOfPlace(std::string_view name, absl::CivilSecond local) {
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(
      icu::UnicodeString::fromUTF8({name.data(), static_cast<int32_t>(name.size())})));
  if (*zone == icu::TimeZone::getUnknown()) return std::nullopt;
  const double milliseconds =
      1000.0 *
      static_cast<double>(absl::ToUnixSeconds(absl::FromCivil(local, absl::UTCTimeZone())));
  int32_t raw = 0;
  int32_t daylight = 0;
  UErrorCode error = U_ZERO_ERROR;
  zone->getOffset(milliseconds, /*local=*/true, raw, daylight, error);
  if (U_FAILURE(error)) return std::nullopt;
  return (raw + daylight) / 60'000;
}

}  // namespace broadsheet::ingest
