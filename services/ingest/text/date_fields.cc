#include "ingest/text/date_fields.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "ingest/text/date_words.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

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
  std::string_view Digits(size_t max) {
    size_t n = 0;
    while (n < text_.size() && n < max && absl::ascii_isdigit(text_[n])) ++n;
    return Take(n);
  }
  // Letters of any script.
  std::string_view Letters() {
    int32_t n = 0;
    const auto size = static_cast<int32_t>(text_.size());
    while (n < size) {
      int32_t next = n;
      UChar32 c;
      U8_NEXT_OR_FFFD(text_.data(), next, size, c);
      if (!u_isalpha(c) && !(u_charType(c) == U_NON_SPACING_MARK)) break;
      n = next;
    }
    return Take(n);
  }
  bool at_letter() const {
    Scanner ahead = *this;
    return !ahead.Letters().empty();
  }
  std::string_view rest() const { return text_; }
  std::string_view Take(size_t n) {
    const std::string_view taken = text_.substr(0, n);
    text_.remove_prefix(n);
    return taken;
  }

 private:
  std::string_view text_;
};

int Number(std::string_view digits) {
  int value = -1;
  return absl::SimpleAtoi(absl::string_view(digits.data(), digits.size()), &value) ? value : -1;
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
bool TimeOfDay(Scanner& in, int hour, DateFields& fields) {
  if (fields.hour >= 0) return false;
  fields.hour = hour;
  fields.minute = Number(in.Digits(2));
  if (fields.minute < 0) return false;
  if (!in.Eat(':')) return true;
  // "10:05:" is what "10时05分" leaves.
  const std::string_view seconds = in.Digits(2);
  if (!seconds.empty()) fields.second = Number(seconds);
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

// "1005" or "100532" behind a date.
bool CompactTime(std::string_view digits, DateFields& fields) {
  fields.hour = Number(digits.substr(0, 2));
  fields.minute = Number(digits.substr(2, 2));
  if (digits.size() == 6) fields.second = Number(digits.substr(4, 2));
  return true;
}

// "-11-20", "-W47-5" or "-325" behind a year.
bool BehindYear(Scanner& in, int year, DateFields& fields) {
  const char separator = in.peek();
  in.Skip();
  fields.year = year;
  if (separator == '-' && (in.Eat('W') || in.Eat('w'))) {
    fields.week = Number(in.Digits(2));
    if (in.Eat('-')) fields.weekday = Number(in.Digits(1));
    return fields.week > 0 && fields.week <= 53 && fields.weekday > 0 && fields.weekday <= 7;
  }
  // "2020- 11- 20 ": with blanks between.
  while (in.Eat(' ')) {
  }
  const std::string_view digits = in.Digits(3);
  if (digits.size() == 3) {
    fields.day_of_year = Number(digits);
    return separator == '-' && fields.day_of_year > 0;
  }
  fields.month = Number(digits);
  while (in.Eat(' ')) {
  }
  if (!in.Eat(separator)) return fields.month > 0 && in.done();
  while (in.Eat(' ')) {
  }
  const std::string_view day = in.Digits(2);
  // "2026-01-" is what "2026年1月" leaves.
  if (day.empty()) return in.done();
  fields.day = Number(day);
  return fields.day > 0;
}

int WholeYear(int year, size_t digits) {
  if (digits >= 3) return digits == 3 ? year + 1900 : year;
  return year < 50 ? year + 2000 : year + 1900;
}

// "20.11.2020", "11/20/2020": day and month where it is clear which is which. Between stops
// the day is first. Nothing is eaten where it is no such date.
bool DayMonthYear(Scanner& in, DateFields& fields) {
  Scanner ahead = in;
  const int first = Number(ahead.Digits(2));
  const char separator = ahead.peek();
  if (separator != '.' && separator != '/' && separator != '-') return false;
  ahead.Skip();
  while (separator == '.' && ahead.Eat(' ')) {
  }
  const int second = Number(ahead.Digits(2));
  if (first < 1 || second < 1 || !ahead.Eat(separator)) return false;
  while (separator == '.' && ahead.Eat(' ')) {
  }
  const std::string_view year = ahead.Digits(4);
  if (year.size() != 4) return false;
  if (separator != '.' && first <= 12 && second <= 12 && first != second) return false;
  const bool day_first = separator == '.' || second <= 12;
  fields.day = day_first ? first : second;
  fields.month = day_first ? second : first;
  fields.year = Number(year);
  in = ahead;
  return true;
}

bool Digits(Scanner& in, DateFields& fields) {
  if (!fields.dated() && DayMonthYear(in, fields)) return true;
  const std::string_view digits = in.Digits(9);
  const int value = Number(digits);
  if (in.peek() == ':' && digits.size() <= 2) {
    in.Skip();
    return TimeOfDay(in, value, fields);
  }
  if (digits.size() == 4 && !fields.dated() &&
      (in.peek() == '-' || in.peek() == '/' || in.peek() == '.')) {
    return BehindYear(in, value, fields);
  }
  if (digits.size() == 8 && !fields.dated()) {
    fields.year = value / 10000;
    fields.month = value / 100 % 100;
    fields.day = value % 100;
    return true;
  }
  if ((digits.size() == 6 || digits.size() == 4) && fields.year >= 0 && fields.hour < 0) {
    return CompactTime(digits, fields);
  }
  if (digits.size() <= 2 && fields.day < 0) {
    fields.day = value;
    return true;
  }
  if (fields.year >= 0) return false;
  fields.year = WholeYear(value, digits.size());
  return digits.size() <= 4;
}

// "America/New_York". Nothing is eaten where it is no such name.
bool Place(Scanner& in, DateFields& fields) {
  size_t end = 0;
  while (end < in.rest().size() &&
         (absl::ascii_isalpha(in.rest()[end]) || in.rest()[end] == '/' || in.rest()[end] == '_')) {
    ++end;
  }
  const std::string_view name = in.rest().substr(0, end);
  if (name.find('/') == std::string_view::npos) return false;
  fields.zone_place = std::string(in.Take(end));
  return true;
}

bool Word(Scanner& in, std::string_view language, DateFields& fields) {
  if (fields.hour >= 0 && Place(in, fields)) return true;
  const std::string word = FoldCase(in.Letters());
  for (const char* filler :
       {"t", "at", "on", "of", "st", "nd", "rd", "th", "de", "um", "uhr", "kl", "г", "года", "в"}) {
    if (word == filler) return true;
  }
  if (word == "am" || word == "pm") {
    fields.afternoon = word == "pm";
    return true;
  }
  if (fields.hour >= 0) {
    if (const std::optional<int> zone = ZoneOfWord(word, language)) {
      // "GMT+0800" is a zone and its offset.
      if (!fields.zone_minutes.has_value()) fields.zone_minutes = zone;
      return true;
    }
  }
  // A weekday's short name may be a month's elsewhere: it stands first, or before a comma.
  const bool leads = !fields.dated() && fields.month < 0;
  if (leads && IsWeekday(word) &&
      (in.peek() == ',' || in.peek() == '.' || MonthOfWord(word) == 0)) {
    return true;
  }
  if (const int month = MonthOfWord(word); month > 0) {
    if (fields.month > 0) return false;
    fields.month = month;
    return true;
  }
  return IsWeekday(word) || (leads && in.peek() == ',');
}

bool Scan(Scanner& in, std::string_view language, DateFields& fields) {
  while (!in.done()) {
    const char c = in.peek();
    if (absl::ascii_isdigit(c)) {
      if (!Digits(in, fields)) return false;
    } else if (in.at_letter()) {
      if (!Word(in, language, fields)) return false;
    } else if ((c == '+' || c == '-') && fields.hour >= 0 && in.rest().size() > 1 &&
               absl::ascii_isdigit(in.rest()[1])) {
      const std::optional<int> zone = Offset(in);
      if (!zone.has_value()) return false;
      fields.zone_minutes = zone;
    } else if (c == '(' || c == '[') {
      // A comment: "(China Standard Time)", "[Asia/Shanghai]".
      while (!in.done() && in.peek() != (c == '(' ? ')' : ']')) in.Skip();
    } else if (std::string_view(" ,-.)]/|:").find(c) != std::string_view::npos) {
      in.Skip();
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<DateFields> ReadDateFields(std::string_view plain, std::string_view language) {
  Scanner in(plain);
  DateFields fields;
  if (!Scan(in, language, fields)) return std::nullopt;
  return fields;
}

}  // namespace broadsheet::ingest
