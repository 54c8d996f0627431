#include "ingest/prepare/gazetteer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "common/status.h"
#include "ingest/text/name_finder.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Mention;

struct Entity {
  std::string id;
  // Unspecified for what is not to be taken for something else.
  Mention::Kind kind;
  // Its id and the groups that it is of, as numbers.
  std::vector<int> company;
};

struct Name {
  int entity;
  bool needs_support;
  // As it is written, where only that counts; else empty.
  std::string exact;
};

// A name in a text.
struct Found {
  const Name* name;
  std::string_view text;
};

std::optional<Mention::Kind> KindOf(absl::string_view text) {
  if (text == "place") return Mention::KIND_PLACE;
  if (text == "organization") return Mention::KIND_ORGANIZATION;
  if (text == "topic") return Mention::KIND_TOPIC;
  if (text == "other") return Mention::KIND_UNSPECIFIED;
  return std::nullopt;
}

}  // namespace

struct Gazetteer::State {
  std::vector<Entity> entities;
  // Of each key, the firm ones first.
  std::vector<std::vector<Name>> names;
  std::optional<NameFinder> finder;
  int name_count = 0;
  int company_count = 0;

  void Choose(std::string_view text, std::vector<Found>& found) const;
  bool IsSupported(const Name& name, const std::vector<bool>& present) const;
};

// Reads the lines, one after the other.
class Gazetteer::Reader {
 public:
  explicit Reader(State& state) : state_(state) {}

  absl::Status Run(absl::string_view tsv);

 private:
  absl::Status AddLine(absl::string_view line);
  absl::Status AddName(absl::string_view name, int entity);
  int CompanyOf(absl::string_view word);
  absl::Status Refuse(const std::string& why) const {
    return absl::InvalidArgumentError(absl::StrCat("gazetteer line ", line_, ": ", why));
  }

  State& state_;
  int line_ = 0;
  std::map<std::string, int> line_of_id_;
  std::map<std::string, int> company_;
  std::map<std::u32string, int> key_index_;
  std::vector<std::u32string> keys_;
};

absl::Status Gazetteer::Reader::Run(absl::string_view tsv) {
  absl::ConsumePrefix(&tsv, "\xEF\xBB\xBF");
  for (absl::string_view line : absl::StrSplit(tsv, '\n')) {
    ++line_;
    line = absl::StripSuffix(line, "\r");
    if (!line.empty() && line[0] != '#') RETURN_IF_ERROR(AddLine(line));
  }
  if (keys_.empty()) return absl::InvalidArgumentError("the gazetteer has no names");
  for (std::vector<Name>& names : state_.names) {
    std::stable_partition(names.begin(), names.end(),
                          [](const Name& n) { return !n.needs_support; });
  }
  state_.company_count = static_cast<int>(company_.size());
  state_.finder.emplace(keys_);
  return absl::OkStatus();
}

absl::Status Gazetteer::Reader::AddLine(absl::string_view line) {
  const absl::Status is_text = CheckText("line", {line.data(), line.size()});
  if (!is_text.ok()) return Refuse(std::string(is_text.message()));
  const std::vector<absl::string_view> columns = absl::StrSplit(line, '\t');
  if (columns.size() < 3 || columns.size() > 4) {
    return Refuse(absl::StrCat("not \"id<TAB>kind<TAB>names\": \"", line, "\""));
  }
  const std::string id(columns[0]);
  if (!IsSlug(id)) return Refuse(absl::StrCat("\"", id, "\" is no slug"));
  const auto [known, added] = line_of_id_.emplace(id, line_);
  if (!added) return Refuse(absl::StrCat("\"", id, "\" is the id of line ", known->second));
  const std::optional<Mention::Kind> kind = KindOf(columns[1]);
  if (!kind.has_value()) return Refuse(absl::StrCat("unknown kind \"", columns[1], "\""));
  Entity entity{id, *kind, {CompanyOf(id)}};
  if (columns.size() == 4) {
    for (const absl::string_view word : absl::StrSplit(columns[3], '|', absl::SkipWhitespace())) {
      entity.company.push_back(CompanyOf(word));
    }
  }
  state_.entities.push_back(std::move(entity));
  const int before = state_.name_count;
  for (const absl::string_view name : absl::StrSplit(columns[2], '|', absl::SkipWhitespace())) {
    RETURN_IF_ERROR(AddName(name, static_cast<int>(state_.entities.size()) - 1));
  }
  return state_.name_count > before ? absl::OkStatus() : Refuse("\"" + id + "\" has no name");
}

absl::Status Gazetteer::Reader::AddName(absl::string_view marked, int entity) {
  absl::string_view bare = absl::StripAsciiWhitespace(marked);
  const bool needs_support = absl::ConsumePrefix(&bare, "?");
  const bool exact = absl::ConsumePrefix(&bare, "=");
  const std::string name = CollapseSpace(Nfc({bare.data(), bare.size()}));
  std::u32string key = NameKey(name);
  if (key.empty()) return Refuse(absl::StrCat("\"", marked, "\" is no name"));
  const auto [known, added] = key_index_.emplace(key, static_cast<int>(keys_.size()));
  if (added) {
    keys_.push_back(std::move(key));
    state_.names.emplace_back();
  }
  std::vector<Name>& names = state_.names[known->second];
  if (!names.empty() && names.front().entity != entity) {
    return Refuse(absl::StrCat("\"", name, "\" is also a name of ",
                               state_.entities[names.front().entity].id));
  }
  names.push_back({entity, needs_support, exact ? name : ""});
  ++state_.name_count;
  return absl::OkStatus();
}

int Gazetteer::Reader::CompanyOf(absl::string_view word) {
  return company_.emplace(absl::StripAsciiWhitespace(word), company_.size()).first->second;
}

// Of the names in the text those that count where they overlap: the first, and of those
// the longest.
void Gazetteer::State::Choose(std::string_view text, std::vector<Found>& found) const {
  std::vector<NameFinder::Match> matches = finder->FindAll(text);
  std::sort(matches.begin(), matches.end(), [](const auto& a, const auto& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  size_t free_from = 0;
  for (const NameFinder::Match& match : matches) {
    if (match.begin < free_from) continue;
    const std::string_view form = text.substr(match.begin, match.end - match.begin);
    const std::vector<Name>& candidates = names[match.key];
    const auto name = std::find_if(candidates.begin(), candidates.end(), [&](const Name& one) {
      return one.exact.empty() || HaveOneCase(one.exact, form);
    });
    if (name == candidates.end()) continue;
    found.push_back({&*name, form});
    free_from = match.end;
  }
}

bool Gazetteer::State::IsSupported(const Name& name, const std::vector<bool>& present) const {
  const std::vector<int>& company = entities[name.entity].company;
  return std::any_of(company.begin(), company.end(), [&](int word) { return present[word]; });
}

Gazetteer::Gazetteer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Gazetteer::~Gazetteer() = default;
Gazetteer::Gazetteer(Gazetteer&&) noexcept = default;
Gazetteer& Gazetteer::operator=(Gazetteer&&) noexcept = default;

size_t Gazetteer::size() const { return state_->entities.size(); }
size_t Gazetteer::names() const { return state_->name_count; }

absl::StatusOr<Gazetteer> Gazetteer::Parse(std::string_view tsv) {
  auto state = std::make_unique<State>();
  RETURN_IF_ERROR(Reader(*state).Run({tsv.data(), tsv.size()}));
  return Gazetteer(std::move(state));
}

std::vector<Mention> Gazetteer::Find(absl::Span<const std::string_view> texts) const {
  std::vector<Found> found;
  for (const std::string_view text : texts) state_->Choose(text, found);
  std::vector<bool> present(state_->company_count);
  for (const Found& one : found) {
    if (one.name->needs_support) continue;
    for (const int word : state_->entities[one.name->entity].company) present[word] = true;
  }
  std::vector<Mention> mentions;
  std::map<int, size_t> mention_of;
  for (const Found& one : found) {
    const Entity& entity = state_->entities[one.name->entity];
    if (entity.kind == Mention::KIND_UNSPECIFIED) continue;
    if (one.name->needs_support && !state_->IsSupported(*one.name, present)) continue;
    const auto [at, added] = mention_of.emplace(one.name->entity, mentions.size());
    if (added) {
      Mention& mention = mentions.emplace_back();
      mention.set_entity(entity.id);
      mention.set_kind(entity.kind);
      mention.set_surface_form(one.text.data(), one.text.size());
    }
    Mention& mention = mentions[at->second];
    mention.set_count(mention.count() + 1);
  }
  std::sort(mentions.begin(), mentions.end(), [](const Mention& a, const Mention& b) {
    return a.count() != b.count() ? a.count() > b.count() : a.entity() < b.entity();
  });
  return mentions;
}

}  // namespace broadsheet::ingest
