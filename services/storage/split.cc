#include "storage/split.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "storage/identity.h"

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
  const auto has_key = [](const Candidate& candidate) { return candidate.has_named_key; };
  const auto is_by_origin = [&](const Candidate& candidate) {
    return std::find(request.origins().begin(), request.origins().end(), candidate.actor) !=
           request.origins().end();
  };
  Halves halves;
  halves.by_key = std::any_of(history.begin(), history.end(), has_key);
  for (const Candidate& candidate : history) {
    const bool moves = halves.by_key ? has_key(candidate) : is_by_origin(candidate);
    int64_t& half = moves ? halves.moving : halves.staying;
    if (half == 0) half = candidate.revision;
  }
  if (halves.moving == 0) {
    return NoRevision(
        request.name(),
        "no revision has one of these keys or was made by one of the origins: nothing "
        "tells what the new article says");
  }
  if (halves.staying == 0) {
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
