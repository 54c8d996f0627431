#include "storage/split.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/identity.h"
#include "storage/names.h"

namespace broadsheet::storage {
namespace {

absl::Status NoRevision(const std::string& name, absl::string_view why) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(name, ": ", why)),
                    "NO_SUCH_REVISION", {{"name", name}});
}

absl::Status CheckHeld(const KeySet& held, const std::string& key, absl::string_view field,
                       int index, const std::string& value, const std::string& article) {
  if (held.contains(key)) return absl::OkStatus();
  return InvalidField(absl::StrCat(field, "[", index, "]"),
                      absl::StrCat("'", value, "' is no key of ", article));
}

}  // namespace

absl::StatusOr<KeySet> NamedKeys(const v1::SplitArticleRequest& request,
                                 const std::string& site_uri, const KeySet& held) {
  KeySet named;
  for (int i = 0; i < request.canonical_uris_size(); ++i) {
    const std::string& uri = request.canonical_uris(i);
    const std::string key = UriKey(uri);
    RETURN_IF_ERROR(CheckHeld(held, key, "canonical_uris", i, uri, request.name()));
    named.insert(key);
  }
  for (int i = 0; i < request.source_guids_size(); ++i) {
    const std::string& guid = request.source_guids(i);
    const std::string key = GuidKey(site_uri, guid);
    RETURN_IF_ERROR(CheckHeld(held, key, "source_guids", i, guid, request.name()));
    named.insert(key);
  }
  if (!named.empty()) return named;
  return InvalidField("canonical_uris", "is empty, and so is source_guids: at least one key moves");
}

absl::StatusOr<Halves> ChooseHalves(const v1::SplitArticleRequest& request,
                                    const std::vector<Candidate>& history) {
  const bool by_key = std::any_of(history.begin(), history.end(),
                                  [](const Candidate& some) { return some.has_named_key; });
  const std::set<std::string> origins(request.origins().begin(), request.origins().end());
  Halves halves;
  for (const Candidate& some : history) {
    const bool is_own = FormatArticleName(some.article_id) == request.name();
    const bool moves = by_key ? some.has_named_key : is_own && origins.contains(some.actor);
    if (!moves && !is_own) continue;
    Candidate& half = moves ? halves.moving : halves.staying;
    if (half.revision == 0) half = some;
  }
  if (halves.moving.revision == 0) {
    return NoRevision(
        request.name(),
        "no revision has one of these keys or was made by one of the origins: nothing "
        "tells what the new article says");
  }
  if (halves.staying.revision == 0) {
    return NoRevision(request.name(),
                      "there is no other revision: nothing tells what it says without these keys");
  }
  return halves;
}

KeySplit DivideKeys(const KeySet& held, const KeySet& named, const KeySet& of_staying,
                    const KeySet& of_moving) {
  KeySplit split;
  for (const std::string& key : held) {
    const bool moves = named.contains(key) || of_moving.contains(key);
    if (moves && of_staying.contains(key)) {
      split.retired.insert(key);
    } else {
      (moves ? split.moving : split.staying).insert(key);
    }
  }
  return split;
}

void HearAnew(ArticleState* state) {
  for (auto& [name, origin] : state->origins) {
    origin.digest.clear();
    origin.fields.clear();
    state->changed_origins.insert(name);
  }
}

void StartAnewWith(const Article& article, const std::string& actor, ArticleState* state) {
  OriginState origin;
  origin.observe_time = state->observe_time;
  origin.categories.assign(article.categories().begin(), article.categories().end());
  origin.tags.assign(article.tags().begin(), article.tags().end());
  state->origins = {{actor, std::move(origin)}};
  state->changed_origins = {actor};
  state->body_origin = article.body_html().empty() ? "" : actor;
}

}  // namespace broadsheet::storage
