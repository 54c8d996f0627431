#include "ingest/text/date_text.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <utility>

#include "absl/strings/str_replace.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

std::string WithoutEastAsianWeekdays(std::string text) {
  for (const char* week : {"星期", "周", "週", "礼拜", "禮拜"}) {
    for (const char* day : {"一", "二", "三", "四", "五", "六", "日", "天"}) {
      text = absl::StrReplaceAll(text, {{std::string(week) + day, " "}});
    }
  }
  for (const char* day : {"月", "火", "水", "木", "金", "土", "日"}) {
    text = absl::StrReplaceAll(text, {{std::string(day) + "曜日", " "}});
  }
  for (const char* day : {"월", "화", "수", "목", "금", "토", "일"}) {
    text = absl::StrReplaceAll(text, {{std::string(day) + "요일", " "}});
  }
  return text;
}

}  // namespace

std::string PlainDateText(std::string_view text) {
  std::string wide = CollapseSpace(text);
  UErrorCode error = U_ZERO_ERROR;
  std::string folded;
  icu::Normalizer2::getNFKCInstance(error)
      ->normalize(icu::UnicodeString::fromUTF8(wide), error)
      .toUTF8String(folded);
  return CollapseSpace(absl::StrReplaceAll(
      WithoutEastAsianWeekdays(std::move(folded)),
      {{"年", "-"},      {"月", "-"},      {"日", " "},      {"号", " "},          {"號", " "},
       {"년", "-"},      {"월", "-"},      {"일", " "},      {"时", ":"},          {"時", ":"},
       {"点", ":"},      {"點", ":"},      {"시", ":"},      {"分", ":"},          {"분", ":"},
       {"秒", " "},      {"초", " "},      {"上午", " am "}, {"下午", " pm "},     {"午前", " am "},
       {"午後", " pm "}, {"오전", " am "}, {"오후", " pm "}, {"\xE2\x88\x92", "-"}}));
}

}  // namespace broadsheet::ingest
