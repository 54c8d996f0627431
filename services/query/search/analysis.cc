#include "query/search/analysis.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "query/search/characters.h"
#include "query/search/numbers.h"
#include "query/search/plain_text.h"
#include "query/search/word_breaks.h"

namespace broadsheet::query {
namespace {

// A longer word is cut, in articles and queries alike. Below what Xapian takes.
constexpr size_t kMaxPartBytes = 100;
constexpr size_t kMaxParts = 12;
// More changes between letters and digits than these are a key or a digest, and no word.
constexpr size_t kMaxChanges = 4;
// Up to here every run of parts is a joined token; behind, only pairs and the whole.
constexpr size_t kMaxPartsInAllRuns = 4;

bool IsApostrophe(char32_t c) {
  return c == '\'' || c == U'‘' || c == U'’' || c == U'ʼ' || c == U'＇' || c == U'`' || c == U'´';
}

bool IsHyphen(char32_t c) { return c == '-' || (c >= U'‐' && c <= U'–') || c == U'－'; }

// Whether letters or digits on both sides of it are one word.
bool IsJoiner(char32_t c) {
  return IsApostrophe(c) || IsHyphen(c) || c == '.' || c == '_' || c == '@' || c == '&' ||
         c == U'·';
}

// Of French, Italian and Catalan.
bool IsElided(std::string_view word) {
  constexpr std::string_view kWords[] = {"c", "d",  "j",    "l",  "m",   "n",    "s",
                                         "t", "qu", "dell", "un", "all", "dall", "nell"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

bool IsOfWord(CharacterKind kind) {
  return kind == CharacterKind::kLetter || kind == CharacterKind::kDigit;
}

class UnitReader {
 public:
  UnitReader(std::string_view text, absl::FunctionRef<void(const Unit&)> visit)
      : text_(text), visit_(visit), clusters_(text) {
    Advance();
  }

  void Run() {
    while (!at_end_) {
      switch (now_.kind) {
        case CharacterKind::kBreak:
          Advance();
          break;
        case CharacterKind::kLetter:
        case CharacterKind::kDigit:
          ReadWord();
          break;
        case CharacterKind::kIdeograph:
          ReadIdeographs();
          break;
        case CharacterKind::kUnspaced:
          ReadUnspaced();
          break;
        case CharacterKind::kEmoji:
          Start(Unit::Kind::kEmoji);
          unit_.parts.push_back({std::string(now_.folded), now_.begin, now_.end});
          Advance();
          visit_(unit_);
          break;
      }
    }
  }

 private:
  void Advance() { at_end_ = !clusters_.Next(now_); }
  bool Is(CharacterKind kind) const { return !at_end_ && now_.kind == kind; }

  void Start(Unit::Kind kind) {
    unit_.kind = kind;
    unit_.parts.clear();
    unit_.is_loose = true;
    unit_.has_elision = false;
  }

  void ReadIdeographs() {
    Start(Unit::Kind::kIdeographs);
    for (; Is(CharacterKind::kIdeograph); Advance()) {
      unit_.parts.push_back({std::string(now_.folded), now_.begin, now_.end});
    }
    visit_(unit_);
  }

  void ReadUnspaced() {
    const size_t begin = now_.begin;
    size_t end = begin;
    for (; Is(CharacterKind::kUnspaced); Advance()) end = now_.end;
    ForEachWordBreak(text_.substr(begin, end - begin), [&](size_t from, size_t to) {
      Start(Unit::Kind::kWord);
      std::string folded = Fold(text_.substr(begin + from, to - from));
      unit_.parts.push_back({std::move(folded), begin + from, begin + to});
      visit_(unit_);
    });
  }

  void ReadWord() {
    Start(Unit::Kind::kWord);
    while (true) {
      ReadUnjoined();
      if (unit_.parts.size() >= kMaxParts || at_end_) break;
      const char32_t joiner = now_.kind == CharacterKind::kBreak ? now_.character : 0;
      if (!IsJoiner(joiner) || !IsOfWord(KindBehind()) || PassPossessive(joiner)) break;
      if (!IsHyphen(joiner)) unit_.is_loose = false;
      if (unit_.parts.size() == 1) {
        unit_.has_elision = IsApostrophe(joiner) && IsElided(unit_.parts[0].text);
      }
      Advance();
    }
    for (const Part& part : unit_.parts) {
      if (CountCharacters(part.text) < 2) unit_.is_loose = false;
    }
    visit_(unit_);
  }

  // What stands behind the character that is looked at.
  CharacterKind KindBehind() const {
    ClusterReader reader(text_.substr(now_.end));
    Cluster behind;
    return reader.Next(behind) ? behind.kind : CharacterKind::kBreak;
  }

  // Whether "'s" and the end of the word follow; passes them.
  bool PassPossessive(char32_t joiner) {
    if (!IsApostrophe(joiner)) return false;
    ClusterReader reader(text_.substr(now_.end));
    Cluster letter;
    Cluster behind;
    const bool is_s = reader.Next(letter) && letter.folded == "s";
    if (!is_s || (reader.Next(behind) && behind.kind != CharacterKind::kBreak)) return false;
    Advance();
    Advance();
    return true;
  }

  // Letters and digits in turn.
  void ReadUnjoined() {
    const size_t first = unit_.parts.size();
    bool changes_often = false;
    while (!at_end_ && IsOfWord(now_.kind)) {
      ReadPart();
      changes_often = changes_often || unit_.parts.size() - first > kMaxChanges;
      if (changes_often) MergeFrom(first);
    }
  }

  void ReadPart() {
    Part part{"", now_.begin, now_.end};
    if (now_.kind == CharacterKind::kDigit) {
      ReadDigits(part);
    } else {
      while (Is(CharacterKind::kLetter)) Take(part);
      ReadSigns(part);
    }
    unit_.parts.push_back(std::move(part));
  }

  void Take(Part& part) {
    if (part.text.size() + now_.folded.size() <= kMaxPartBytes) part.text += now_.folded;
    part.end = now_.end;
    Advance();
  }

  void ReadDigits(Part& part) {
    const Number number = ParseNumber(text_.substr(part.begin));
    if (number.length == 0) {
      while (Is(CharacterKind::kDigit)) Take(part);
      return;
    }
    part.end = part.begin + number.length;
    while (!at_end_ && now_.begin < part.end) Advance();
    part.text = number.text.substr(0, kMaxPartBytes);
  }

  // "C++", "F#": signs tell letters apart, though not longer words.
  void ReadSigns(Part& part) {
    if (part.text.size() != 1 || at_end_) return;
    size_t end = part.end;
    while (end < text_.size() && (text_[end] == '+' || text_[end] == '#')) ++end;
    if (end == part.end) return;
    ClusterReader reader(text_.substr(end));
    Cluster behind;
    if (reader.Next(behind) && IsOfWord(behind.kind)) return;
    part.text.append(text_.substr(part.end, std::min(end - part.end, kMaxPartBytes / 2)));
    part.end = end;
    while (!at_end_ && now_.begin < end) Advance();
  }

  void MergeFrom(size_t first) {
    Part& all = unit_.parts[first];
    for (size_t i = first + 1; i < unit_.parts.size(); ++i) {
      const Part& part = unit_.parts[i];
      if (all.text.size() + part.text.size() <= kMaxPartBytes) all.text += part.text;
    }
    all.end = unit_.parts.back().end;
    unit_.parts.resize(first + 1);
  }

  std::string_view text_;
  absl::FunctionRef<void(const Unit&)> visit_;
  ClusterReader clusters_;
  Cluster now_;
  bool at_end_ = false;
  Unit unit_;
};

class TokenWriter {
 public:
  explicit TokenWriter(absl::FunctionRef<void(const Token&)> visit) : visit_(visit) {}

  void Write(const Unit& unit) {
    const size_t count = unit.parts.size();
    for (size_t i = 0; i < count; ++i) {
      WriteRun(unit, i, i + 1);
      if (i + 1 == count) break;
      if (unit.kind == Unit::Kind::kIdeographs || count > kMaxPartsInAllRuns) {
        WriteRun(unit, i, i + 2);
        if (i == 0 && count > 2 && unit.kind == Unit::Kind::kWord) WriteRun(unit, 0, count);
      } else {
        for (size_t end = i + 2; end <= count; ++end) WriteRun(unit, i, end);
      }
    }
    next_ += static_cast<uint32_t>(count);
  }

  uint32_t positions() const { return next_; }

 private:
  void WriteRun(const Unit& unit, size_t first, size_t end) {
    token_.text = Joined(unit, first, end);
    if (token_.text.size() > kMaxPartBytes) return;
    token_.position = next_ + static_cast<uint32_t>(first);
    token_.span = static_cast<uint32_t>(end - first);
    token_.is_word = unit.kind == Unit::Kind::kWord;
    token_.begin = unit.parts[first].begin;
    token_.end = unit.parts[end - 1].end;
    visit_(token_);
  }

  absl::FunctionRef<void(const Token&)> visit_;
  Token token_;
  uint32_t next_ = 0;
};

}  // namespace

void ForEachUnit(std::string_view text, absl::FunctionRef<void(const Unit&)> visit) {
  UnitReader(text, visit).Run();
}

std::string Joined(const Unit& unit, size_t first, size_t last) {
  std::string joined;
  for (size_t i = first; i < last; ++i) joined += unit.parts[i].text;
  return joined;
}

uint32_t ForEachToken(std::string_view text, absl::FunctionRef<void(const Token&)> visit) {
  TokenWriter writer(visit);
  ForEachUnit(text, [&](const Unit& unit) { writer.Write(unit); });
  return writer.positions();
}

}  // namespace broadsheet::query
