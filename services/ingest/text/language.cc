#include "ingest/text/language.h"

#include <cld2/public/compact_lang_det.h>
#include <unicode/locid.h>
#include <unicode/uloc.h>

#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

// Of a longer text its beginning, middle and end: all of it is not told better.
constexpr size_t kSampleParts = 3;
constexpr size_t kPartBytes = 300;
constexpr std::string_view kUnknown = "und";

std::string Primary(std::string_view tag) { return std::string(tag.substr(0, tag.find('-'))); }

// Characters that are common and differ between the two scripts.
std::string HanScript(std::string_view text) {
  constexpr std::string_view kSimplified = "这国说时们来个为会对发后经学电车华东门应关实业数据资";
  constexpr std::string_view kTraditional = "這國說時們來個為會對發後經學電車華東門應關實業數據資";
  static_assert(kSimplified.size() == kTraditional.size());
  int simplified = 0;
  int traditional = 0;
  for (size_t i = 0; i + 3 <= text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xF0) != 0xE0) continue;
    const std::string_view character = text.substr(i, 3);
    simplified += kSimplified.find(character) != std::string_view::npos;
    traditional += kTraditional.find(character) != std::string_view::npos;
  }
  if (simplified == traditional) return "";
  return simplified > traditional ? "zh-Hans" : "zh-Hant";
}

struct Detection {
  std::string language;
  bool reliable;
};

std::string SampleOf(std::string_view text) {
  if (text.size() <= kSampleParts * kPartBytes) return std::string(text);
  const auto in_character = [&](size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  std::string sample;
  for (size_t part = 0; part < kSampleParts; ++part) {
    size_t begin = (text.size() - kPartBytes) * part / (kSampleParts - 1);
    size_t end = begin + kPartBytes;
    while (in_character(begin)) ++begin;
    while (in_character(end)) --end;
    sample.append(text, begin, end - begin).append("\n");
  }
  return sample;
}

Detection Detect(std::string_view text) {
  const std::string sample = SampleOf(text);
  bool reliable = false;
  int valid_bytes = 0;
  const CLD2::Language language = CLD2::DetectLanguageCheckUTF8(
      sample.data(), static_cast<int>(sample.size()), true, &reliable, &valid_bytes);
  std::string code = ValidLanguage(CLD2::LanguageCode(language));
  if (code.empty() || language == CLD2::UNKNOWN_LANGUAGE) return {std::string(kUnknown), false};
  if (Primary(code) == "zh") {
    const std::string script = HanScript(sample);
    code = script.empty() ? "zh" : script;
  }
  return {code, reliable};
}

}  // namespace

std::string ValidLanguage(std::string_view tag) {
  constexpr size_t kMaxTag = 35;
  std::string plain = CollapseSpace(tag);
  for (char& c : plain) c = c == '_' ? '-' : c;
  if (plain.empty() || plain.size() > kMaxTag) return "";
  for (const char c : plain) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-') return "";
  }
  UErrorCode error = U_ZERO_ERROR;
  std::array<char, ULOC_FULLNAME_CAPACITY> locale;
  int32_t parsed = 0;
  uloc_forLanguageTag(plain.c_str(), locale.data(), locale.size(), &parsed, &error);
  if (U_FAILURE(error) || parsed != static_cast<int32_t>(plain.size())) return "";
  std::array<char, ULOC_FULLNAME_CAPACITY> canonical;
  const int32_t length =
      uloc_toLanguageTag(locale.data(), canonical.data(), canonical.size(), true, &error);
  if (U_FAILURE(error) || length <= 0) return "";
  std::string result(canonical.data(), length);
  if (result == kUnknown || result == "mul" || absl::StartsWith(result, "und-")) return "";
  return result;
}

std::string DetectLanguage(std::string_view text) {
  const Detection detected = Detect(text);
  return detected.reliable ? detected.language : std::string(kUnknown);
}

std::string LanguageOf(std::string_view text, std::string_view own, std::string_view site) {
  std::string declared = ValidLanguage(own);
  const bool by_entry = !declared.empty();
  if (!by_entry) declared = ValidLanguage(site);
  if (by_entry && declared != "zh") return declared;
  const Detection detected = Detect(text);
  if (declared.empty()) return detected.reliable ? detected.language : std::string(kUnknown);
  const bool same = Primary(declared) == Primary(detected.language);
  // "zh" alone does not say which characters.
  if (declared == "zh" && same) return detected.language;
  if (by_entry || same || !detected.reliable) return declared;
  return detected.language;
}

}  // namespace broadsheet::ingest
