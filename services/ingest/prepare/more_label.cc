// The wordings of more-links.
#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ingest/prepare/more_link.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using Name = std::pair<absl::string_view, std::string_view>;

// Names of languages as labels use them, longer ones before those they contain.
constexpr std::array kLanguages = {Name{"simplified chinese", "zh-Hans"},
                                   Name{"traditional chinese", "zh-Hant"},
                                   Name{"chinese", "zh"},
                                   Name{"mandarin", "zh"},
                                   Name{"cantonese", "yue"},
                                   Name{"english", "en"},
                                   Name{"portuguese", "pt"},
                                   Name{"japanese", "ja"},
                                   Name{"korean", "ko"},
                                   Name{"french", "fr"},
                                   Name{"german", "de"},
                                   Name{"spanish", "es"},
                                   Name{"russian", "ru"},
                                   Name{"vietnamese", "vi"},
                                   Name{"thai", "th"},
                                   Name{"indonesian", "id"},
                                   Name{"malay", "ms"},
                                   Name{"italian", "it"},
                                   Name{"arabic", "ar"},
                                   Name{"hindi", "hi"},
                                   Name{"dutch", "nl"},
                                   Name{"简体中文", "zh-Hans"},
                                   Name{"簡體中文", "zh-Hans"},
                                   Name{"繁體中文", "zh-Hant"},
                                   Name{"繁体中文", "zh-Hant"},
                                   Name{"中文", "zh"},
                                   Name{"英文", "en"},
                                   Name{"英语", "en"},
                                   Name{"日文", "ja"},
                                   Name{"韩文", "ko"},
                                   Name{"葡文", "pt"},
                                   Name{"日本語", "ja"},
                                   Name{"한국어", "ko"},
                                   Name{"português", "pt"},
                                   Name{"français", "fr"},
                                   Name{"deutsch", "de"},
                                   Name{"español", "es"}};

// How labels begin.
constexpr std::array<absl::string_view, 44> kBeginnings = {
    "continue reading", "continue to read", "keep reading", "read more",      "read on",
    "read the rest",    "read the full",    "read full",    "read in",        "read the original",
    "read original",    "read the article", "full story",   "full article",   "full text",
    "more in",          "see more",         "view more",    "learn more",     "original article",
    "original source",  "source article",   "weiterlesen",  "mehr lesen",     "lire la suite",
    "leer más",         "seguir leyendo",   "leia mais",    "continue lendo", "lees verder",
    "阅读全文",         "閱讀全文",         "继续阅读",     "繼續閱讀",       "阅读更多",
    "閱讀更多",         "查看全文",         "查看原文",     "阅读原文",       "閱讀原文",
    "阅读中文",         "閱讀中文",         "続きを読む",   "더 읽기"};

// Labels that say nothing else.
constexpr std::array<absl::string_view, 12> kWhole = {"more", "(more)", "(more…)",  "more…",
                                                      "全文", "原文",   "更多",     "详情",
                                                      "中文", "中文版", "原文链接", "原文連結"};

}  // namespace

std::string LanguageOfLabel(std::string_view label) {
  const std::string lower = AsciiLower(label);
  for (const auto& [name, code] : kLanguages) {
    const size_t at = lower.find(std::string_view(name.data(), name.size()));
    if (at == std::string::npos) continue;
    const bool ascii = static_cast<unsigned char>(name[0]) < 0x80;
    const std::string before = lower.substr(0, at);
    // "Chinese carmakers" is no language; "(in Chinese)" and "[Chinese]" are.
    if (!ascii || absl::EndsWith(before, "in ") || absl::EndsWith(before, "(") ||
        absl::EndsWith(before, "[") || absl::EndsWith(before, "auf ") ||
        absl::EndsWith(before, "em ") || absl::EndsWith(before, "en ")) {
      return std::string(code);
    }
  }
  return "";
}

bool IsMoreLabel(std::string_view label) {
  const std::string lower = AsciiLower(CollapseSpace(label));
  for (const absl::string_view whole : kWhole) {
    if (lower == whole) return true;
  }
  for (const absl::string_view beginning : kBeginnings) {
    if (absl::StartsWith(lower, beginning)) return true;
  }
  return false;
}

}  // namespace broadsheet::ingest
