#include "ingest/prepare/gazetteer.h"

#include <unicode/uchar.h>
#include <unicode/ucharstrie.h>
#include <unicode/ucharstriebuilder.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Mention;

struct Entity {
  std::string id;
  Mention::Kind kind;
};

struct Name {
  int entity;
  // Set where only exactly this counts.
  std::optional<icu::UnicodeString> exact;
};

std::optional<Mention::Kind> KindOf(absl::string_view text) {
  if (text == "place") return Mention::KIND_PLACE;
  if (text == "organization") return Mention::KIND_ORGANIZATION;
  if (text == "topic") return Mention::KIND_TOPIC;
  return std::nullopt;
}

// One character becomes one character, so that offsets stay.
icu::UnicodeString Folded(const icu::UnicodeString& text) {
  icu::UnicodeString folded;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    folded.append(u_foldCase(text.char32At(i), U_FOLD_CASE_DEFAULT));
  }
  return folded.length() == text.length() ? folded : text;
}

bool IsWordCharacter(UChar32 c) {
  return u_isalnum(c) && !u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC);
}

bool IsBoundary(const icu::UnicodeString& text, int32_t at) {
  if (at <= 0 || at >= text.length()) return true;
  return !IsWordCharacter(text.char32At(at - 1)) || !IsWordCharacter(text.char32At(at));
}

struct Tally {
  int count = 0;
  std::string surface_form;
};

}  // namespace

struct Gazetteer::State {
  std::vector<Entity> entities;
  std::vector<Name> names;
  std::map<std::string, int> name_index;
  icu::UnicodeString trie;

  absl::Status AddLine(absl::string_view line, int number);
  absl::Status AddName(std::string name, int entity, int line);
  void Count(std::string_view text, std::map<int, Tally>& tallies) const;
};

absl::Status Gazetteer::State::AddLine(absl::string_view line, int number) {
  const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
  if (columns.size() != 3 || columns[0].empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("gazetteer line ", number, ": not \"id<TAB>kind<TAB>names\": \"", line, "\""));
  }
  const std::optional<Mention::Kind> kind = KindOf(columns[1]);
  if (!kind.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat("gazetteer line ", number, ": unknown kind \"", columns[1], "\""));
  }
  entities.push_back({std::string(columns[0]), *kind});
  for (const absl::string_view name : absl::StrSplit(columns[2], '|', absl::SkipWhitespace())) {
    RETURN_IF_ERROR(
        AddName(CollapseSpace(std::string(name)), static_cast<int>(entities.size()) - 1, number));
  }
  return absl::OkStatus();
}

absl::Status Gazetteer::State::AddName(std::string name, int entity, int line) {
  const bool exact = absl::StartsWith(name, "=");
  if (exact) name.erase(0, 1);
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(Nfc(name));
  std::string key;
  Folded(text).toUTF8String(key);
  const auto [it, added] = name_index.try_emplace(key, static_cast<int>(names.size()));
  if (!added) {
    if (names[it->second].entity == entity) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("gazetteer line ", line, ": \"", name,
                                                   "\" is also a name of ",
                                                   entities[names[it->second].entity].id));
  }
  names.push_back({entity, exact ? std::optional(text) : std::nullopt});
  return absl::OkStatus();
}

void Gazetteer::State::Count(std::string_view text, std::map<int, Tally>& tallies) const {
  const icu::UnicodeString original = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString folded = Folded(original);
  for (int32_t begin = 0; begin < folded.length();) {
    icu::UCharsTrie matcher(trie.getBuffer());
    int32_t match_end = -1;
    int entity = -1;
    for (int32_t i = begin; i < folded.length(); ++i) {
      const UStringTrieResult result = matcher.next(folded[i]);
      if (USTRINGTRIE_HAS_VALUE(result) && IsBoundary(original, begin) &&
          IsBoundary(original, i + 1)) {
        const Name& name = names[matcher.getValue()];
        if (!name.exact.has_value() || original.tempSubStringBetween(begin, i + 1) == *name.exact) {
          match_end = i + 1;
          entity = name.entity;
        }
      }
      if (!USTRINGTRIE_HAS_NEXT(result)) break;
    }
    if (match_end < 0) {
      begin = folded.moveIndex32(begin, 1);
      continue;
    }
    Tally& tally = tallies[entity];
    if (tally.count++ == 0) {
      original.tempSubStringBetween(begin, match_end).toUTF8String(tally.surface_form);
    }
    begin = match_end;
  }
}

Gazetteer::Gazetteer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Gazetteer::~Gazetteer() = default;
Gazetteer::Gazetteer(Gazetteer&&) noexcept = default;
Gazetteer& Gazetteer::operator=(Gazetteer&&) noexcept = default;

size_t Gazetteer::size() const { return state_->entities.size(); }

absl::StatusOr<Gazetteer> Gazetteer::Parse(std::string_view tsv) {
  auto state = std::make_unique<State>();
  int number = 0;
  for (const absl::string_view line :
       absl::StrSplit(absl::string_view(tsv.data(), tsv.size()), '\n')) {
    ++number;
    if (line.empty() || line[0] == '#') continue;
    RETURN_IF_ERROR(state->AddLine(line, number));
  }
  if (state->names.empty()) return absl::InvalidArgumentError("the gazetteer has no names");
  UErrorCode error = U_ZERO_ERROR;
  icu::UCharsTrieBuilder builder(error);
  for (const auto& [key, index] : state->name_index) {
    builder.add(icu::UnicodeString::fromUTF8(key), index, error);
  }
  icu::UnicodeString built;
  builder.buildUnicodeString(USTRINGTRIE_BUILD_SMALL, built, error);
  // What the builder gives is an alias of its own memory.
  state->trie = icu::UnicodeString(built.getBuffer(), built.length());
  if (U_FAILURE(error)) {
    return absl::InternalError(absl::StrCat("gazetteer: ", u_errorName(error)));
  }
  return Gazetteer(std::move(state));
}

std::vector<Mention> Gazetteer::Find(absl::Span<const std::string_view> texts) const {
  std::map<int, Tally> tallies;
  for (const std::string_view text : texts) state_->Count(text, tallies);
  std::vector<Mention> mentions;
  for (const auto& [entity, tally] : tallies) {
    Mention& mention = mentions.emplace_back();
    mention.set_entity(state_->entities[entity].id);
    mention.set_kind(state_->entities[entity].kind);
    mention.set_surface_form(tally.surface_form);
    mention.set_count(tally.count);
  }
  std::sort(mentions.begin(), mentions.end(), [](const Mention& a, const Mention& b) {
    return a.count() != b.count() ? a.count() > b.count() : a.entity() < b.entity();
  });
  return mentions;
}

}  // namespace broadsheet::ingest
