#include "ingest/text/language.h"

#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

constexpr char kEnglish[] =
    "The harbour office no longer types its tide tables by hand, and nobody misses it.";
constexpr char kSimplified[] = "深圳的工厂这个月开始使用国产机器人，工程师说效率提高了很多。";
constexpr char kTraditional[] = "香港的實驗室這個月開始試用機器人，學者認為應該公開數據。";

TEST(LanguageTest, BringsTagsIntoCanonicalForm) {
  EXPECT_EQ(ValidLanguage("EN_us"), "en-US");
  EXPECT_EQ(ValidLanguage("zh-hant-hk"), "zh-Hant-HK");
  for (const char* tag :
       {"", "und", "mul", "english language", "x", "zh--", "en-US-verylongsubtag", "../etc"}) {
    EXPECT_EQ(ValidLanguage(tag), "") << tag;
  }
}

TEST(LanguageTest, DetectsLanguageAndScript) {
  EXPECT_EQ(DetectLanguage(kEnglish), "en");
  EXPECT_EQ(DetectLanguage(kSimplified), "zh-Hans");
  EXPECT_EQ(DetectLanguage(kTraditional), "zh-Hant");
  EXPECT_EQ(DetectLanguage("12345 -- 67"), "und");
  EXPECT_EQ(DetectLanguage(""), "und");
}

TEST(LanguageTest, HoldsASitesDeclarationAgainstTheText) {
  EXPECT_EQ(LanguageOf(kEnglish, "", "en-US"), "en-US");
  EXPECT_EQ(LanguageOf(kSimplified, "", "en-US"), "zh-Hans");
  EXPECT_EQ(LanguageOf(kSimplified, "", "zh-CN"), "zh-CN");
  EXPECT_EQ(LanguageOf(kTraditional, "zh", ""), "zh-Hant");
  EXPECT_EQ(LanguageOf(kEnglish, "fr", "de"), "fr");
  EXPECT_EQ(LanguageOf("5G", "", ""), "und");
}

}  // namespace
}  // namespace broadsheet::ingest
