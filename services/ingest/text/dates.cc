#include "ingest/text/dates.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr absl::Duration kClockSkew = absl::Minutes(10);

// What has been read of a date so far.
struct Fields {
  int year = -1, month = -1, day = -1;
  int hour = -1, minute = 0, second = 0;
  absl::Duration fraction;
  std::optional<int> zone_minutes;
  std::optional<bool> afternoon;
};

// Eats text from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_[0]; }
  void Skip() { text_.remove_prefix(1); }
  bool Eat(char c) {
    if (peek() != c) return false;
    Skip();
    return true;
  }
  std::string_view Digits(size_t max) { return Take(max, absl::ascii_isdigit); }
  std::string_view Letters() { return Take(text_.size(), absl::ascii_isalpha); }
  std::string_view rest() const { return text_; }

 private:
  template <class Predicate>
  std::string_view Take(size_t max, Predicate predicate) {
    size_t n = 0;
    while (n < text_.size() && n < max && predicate(static_cast<unsigned char>(text_[n]))) ++n;
    const std::string_view taken = text_.substr(0, n);
    text_.remove_prefix(n);
    return taken;
  }

  std::string_view text_;
};

int Number(std::string_view digits) {
  int value = -1;
  return absl::SimpleAtoi(absl::string_view(digits.data(), digits.size()), &value) ? value : -1;
}

int MonthOf(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (word == "sept") return 9;
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (word == kMonths[i] || word == kMonths[i].substr(0, 3)) return static_cast<int>(i) + 1;
  }
  return -1;
}

std::optional<int> ZoneOf(std::string_view word) {
  constexpr std::pair<std::string_view, int> kZones[] = {
      {"gmt", 0},    {"ut", 0},     {"utc", 0},    {"z", 0},      {"est", -300}, {"edt", -240},
      {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420},
      {"hkt", 480},  {"sgt", 480},  {"myt", 480},  {"awst", 480}, {"jst", 540},  {"kst", 540},
      {"aest", 600}, {"aedt", 660}, {"nzst", 720}, {"bst", 60},   {"wet", 0},    {"west", 60},
      {"cet", 60},   {"cest", 120}, {"eet", 120},  {"eest", 180}, {"msk", 180},  {"ist", 330},
      {"ict", 420}};
  for (const auto& [name, minutes] : kZones) {
    if (word == name) return minutes;
  }
  // RFC 2822: military letters were used the wrong way round; take them as UTC.
  if (word.size() == 1 && word != "t" && word != "j") return 0;
  return std::nullopt;
}

// "+0800", "+08:00", "-8". The sign has been peeked at.
std::optional<int> Offset(Scanner& in) {
  const int sign = in.peek() == '-' ? -1 : 1;
  in.Skip();
  const std::string_view digits = in.Digits(4);
  if (digits.empty()) return std::nullopt;
  int hours = Number(digits);
  int minutes = 0;
  if (digits.size() > 2) {
    minutes = hours % 100;
    hours /= 100;
  } else if (in.Eat(':')) {
    minutes = Number(in.Digits(2));
  }
  if (hours > 15 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

// ":mm[:ss[.fraction]]" behind an hour.
bool TimeOfDay(Scanner& in, int hour, Fields& fields) {
  if (fields.hour >= 0) return false;
  fields.hour = hour;
  fields.minute = Number(in.Digits(2));
  if (fields.minute < 0) return false;
  if (!in.Eat(':')) return true;
  fields.second = Number(in.Digits(2));
  if (fields.second < 0) return false;
  if (in.peek() == '.' || in.peek() == ',') {
    in.Skip();
    double unit = 1e9;
    int64_t nanos = 0;
    for (const char digit : in.Digits(18))
      nanos += static_cast<int64_t>((unit /= 10) * (digit - '0'));
    fields.fraction = absl::Nanoseconds(nanos);
  }
  return true;
}

bool YearMonthDay(Scanner& in, int year, Fields& fields) {
  const char separator = in.peek();
  in.Skip();
  fields.year = year;
  fields.month = Number(in.Digits(2));
  if (!in.Eat(separator)) return fields.month > 0 && in.done();
  fields.day = Number(in.Digits(2));
  return fields.day > 0;
}

int WholeYear(int year, size_t digits) {
  if (digits >= 3) return digits == 3 ? year + 1900 : year;
  return year < 50 ? year + 2000 : year + 1900;
}

bool Digits(Scanner& in, Fields& fields) {
  const std::string_view digits = in.Digits(9);
  const int value = Number(digits);
  if (in.peek() == ':' && digits.size() <= 2) {
    in.Skip();
    return TimeOfDay(in, value, fields);
  }
  const bool dated = fields.year >= 0 || fields.day >= 0;
  if (digits.size() == 4 && !dated && (in.peek() == '-' || in.peek() == '/' || in.peek() == '.')) {
    return YearMonthDay(in, value, fields);
  }
  if (digits.size() == 8 && !dated) {
    fields.year = value / 10000;
    fields.month = value / 100 % 100;
    fields.day = value % 100;
    return true;
  }
  if (digits.size() <= 2 && fields.day < 0) {
    fields.day = value;
    return true;
  }
  if (fields.year >= 0) return false;
  fields.year = WholeYear(value, digits.size());
  return digits.size() <= 4;
}

bool Word(Scanner& in, Fields& fields) {
  const std::string word = AsciiLower(in.Letters());
  if (const int month = MonthOf(word); month > 0) {
    if (fields.month > 0) return false;
    fields.month = month;
    return true;
  }
  if (word == "am" || word == "pm") {
    fields.afternoon = word == "pm";
    return true;
  }
  if (word == "t" || word == "at" || word == "on" || word == "of" || word == "st" || word == "nd" ||
      word == "rd" || word == "th") {
    return true;
  }
  for (const absl::string_view day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}) {
    if (absl::StartsWith(word, day)) return fields.hour < 0;
  }
  const std::optional<int> zone = ZoneOf(word);
  if (!zone.has_value() || fields.hour < 0) return false;
  // "GMT+0800" is a zone and its offset.
  if (!fields.zone_minutes.has_value()) fields.zone_minutes = zone;
  return true;
}

bool Scan(Scanner& in, Fields& fields) {
  while (!in.done()) {
    const char c = in.peek();
    if (absl::ascii_isdigit(c)) {
      if (!Digits(in, fields)) return false;
    } else if (absl::ascii_isalpha(c)) {
      if (!Word(in, fields)) return false;
    } else if ((c == '+' || c == '-') && fields.hour >= 0) {
      const std::optional<int> zone = Offset(in);
      if (!zone.has_value()) return false;
      fields.zone_minutes = zone;
    } else if (c == '(') {
      // A comment: "(China Standard Time)".
      while (!in.done() && in.peek() != ')') in.Skip();
    } else if (c == ' ' || c == ',' || c == '-' || c == '.' || c == ')' || c == '/') {
      in.Skip();
    } else {
      return false;
    }
  }
  return true;
}

std::optional<ParsedDate> Finish(Fields fields) {
  const bool exact = fields.hour >= 0 && fields.zone_minutes.has_value();
  if (fields.year >= 0 && fields.month > 0 && fields.day < 0 && fields.hour < 0) fields.day = 1;
  if (fields.hour < 0) fields.hour = 0;
  if (fields.afternoon.has_value()) {
    if (fields.hour < 1 || fields.hour > 12) return std::nullopt;
    fields.hour = fields.hour % 12 + (*fields.afternoon ? 12 : 0);
  }
  // A leap second is the last one of its minute here.
  if (fields.second == 60) fields.second = 59;
  if (fields.year < 1000 || fields.year > 9999 || fields.hour > 24 || fields.minute > 59 ||
      fields.second > 59 || (fields.hour == 24 && fields.minute + fields.second > 0)) {
    return std::nullopt;
  }
  const absl::CivilDay day(fields.year, fields.month, fields.day);
  if (day.month() != fields.month || day.day() != fields.day) return std::nullopt;
  const absl::CivilSecond civil =
      absl::CivilSecond(day) + fields.hour * 3600 + fields.minute * 60 + fields.second;
  return ParsedDate{absl::FromCivil(civil, absl::UTCTimeZone()) + fields.fraction -
                        absl::Minutes(fields.zone_minutes.value_or(0)),
                    exact};
}

std::optional<ParsedDate> UnixSeconds(std::string_view text) {
  if (text.size() != 10 || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  int64_t seconds = 0;
  if (!absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &seconds)) return std::nullopt;
  return ParsedDate{absl::FromUnixSeconds(seconds), true};
}

}  // namespace

std::optional<ParsedDate> ParseDate(std::string_view text) {
  constexpr size_t kLongestDate = 256;
  const std::string line = CollapseSpace(text);
  if (line.size() > kLongestDate) return std::nullopt;
  const std::string plain = CollapseSpace(absl::StrReplaceAll(line, {{"年", "-"},
                                                                     {"月", "-"},
                                                                     {"日", " "},
                                                                     {"：", ":"},
                                                                     {"上午", " am "},
                                                                     {"下午", " pm "},
                                                                     {"\xE2\x88\x92", "-"}}));
  if (const auto seconds = UnixSeconds(plain)) return seconds;
  Scanner in(plain);
  Fields fields;
  if (!Scan(in, fields)) return std::nullopt;
  // "05/01/2026" could be May or January: it is no date.
  if (fields.year < 0 || fields.month <= 0) return std::nullopt;
  return Finish(fields);
}

PublishTime JudgePublishTime(std::string_view text, absl::Time observed) {
  if (CollapseSpace(text).empty()) return {article::v1::PUBLISH_TIME_QUALITY_MISSING, std::nullopt};
  const std::optional<ParsedDate> date = ParseDate(text);
  if (!date.has_value()) return {article::v1::PUBLISH_TIME_QUALITY_UNPARSED, std::nullopt};
  const bool future = date->time > observed + kClockSkew;
  return {
      future ? article::v1::PUBLISH_TIME_QUALITY_FUTURE : article::v1::PUBLISH_TIME_QUALITY_STATED,
      date};
}

}  // namespace broadsheet::ingest
