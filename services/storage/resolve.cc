#include "storage/resolve.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/load.h"
#include "storage/names.h"
#include "storage/path.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

absl::Status UnknownCategory(const std::string& path, const std::string& name) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(path, ": there is no category ", name)),
      "CATEGORY_NOT_FOUND", {{"category", name}});
}

absl::Status KeyConflict(const std::string& path, const std::set<std::string>& ids) {
  const std::string first = FormatArticleName(*ids.begin());
  const std::string second = FormatArticleName(*ids.rbegin());
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(path, ": its keys belong to two articles, ", first,
                                                 " and ", second, "; merge them first")),
      "KEY_CONFLICT", {{"article", first}, {"other_article", second}});
}

}  // namespace

std::string Resolution::Item::path() const { return absl::StrCat("writes[", index, "]"); }

Resolution::Resolution(absl::Span<const Batch* const> batches, absl::Time now) : now_(now) {
  for (const Batch* batch : batches) {
    begins_.push_back(items_.size());
    for (int i = 0; i < batch->request.writes_size(); ++i) {
      items_.push_back({batch, i, batch->errors[i]});
    }
  }
  begins_.push_back(items_.size());
}

absl::Status Resolution::CheckCategories(postgres::Transaction& tx) {
  std::set<std::string> categories;
  for (const Item& item : items_) {
    if (!item.error.ok()) continue;
    const auto& names = item.write().article().categories();
    categories.insert(names.begin(), names.end());
  }
  ASSIGN_OR_RETURN(const std::set<std::string> known, FindCategories(tx, categories));
  for (Item& item : items_) {
    if (!item.error.ok()) continue;
    const auto& names = item.write().article().categories();
    for (int j = 0; j < names.size(); ++j) {
      if (known.contains(names[j])) continue;
      item.error =
          UnknownCategory(absl::StrCat(item.path(), ".article.categories[", j, "]"), names[j]);
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status Resolution::AssignIds(postgres::Transaction& tx) {
  std::set<std::string> all;
  for (const Item& item : items_) {
    if (!item.error.ok()) continue;
    all.insert(item.keys().begin(), item.keys().end());
    all.insert(item.former_keys().begin(), item.former_keys().end());
    all.insert(item.batch->shared_keys.begin(), item.batch->shared_keys.end());
  }
  ASSIGN_OR_RETURN(ids_by_key_, FindKeys(tx, {all.begin(), all.end()}));
  RetireSharedKeys();
  for (Item& item : items_) {
    if (item.error.ok()) AssignId(item);
  }
  return absl::OkStatus();
}

void Resolution::RetireSharedKeys() {
  for (const Item& item : items_) {
    for (const std::string& key : item.batch->shared_keys) {
      std::string& id = ids_by_key_[key];
      if (id != kNoArticle) retired_keys_.insert(key);
      id = kNoArticle;
    }
  }
}

void Resolution::AssignId(Item& item) {
  std::set<std::string> ids;
  bool is_identified = false;
  for (const std::string& key : item.keys()) {
    const auto found = ids_by_key_.find(key);
    if (found != ids_by_key_.end() && found->second == kNoArticle) continue;
    is_identified = true;
    if (found != ids_by_key_.end()) ids.insert(found->second);
  }
  if (!is_identified) {
    item.error = InvalidField(item.path() + ".article",
                              "its keys are those of several articles, and so nothing "
                              "identifies it");
    return;
  }
  for (const std::string& key : item.former_keys()) {
    const auto found = ids_by_key_.find(key);
    if (ids.empty() && found != ids_by_key_.end() && found->second != kNoArticle) {
      ids.insert(found->second);
    }
  }
  if (ids.size() > 1) {
    item.error = KeyConflict(item.path(), ids);
    return;
  }
  item.article_id = ids.empty() ? NewUuid(now_) : *ids.begin();
  if (ids.empty()) states_[item.article_id].id = item.article_id;
  for (const std::string& key : item.keys()) {
    if (ids_by_key_.emplace(key, item.article_id).second) new_keys_[key] = item.article_id;
  }
}

// Articles of which the batch only repeats what its origins last said need no
// lock and no snapshot.
absl::Status Resolution::SkipRepeated(postgres::Transaction& tx) {
  std::set<ArticleAndOrigin> pairs;
  for (const Item& item : items_) {
    const bool is_known = item.error.ok() && states_.count(item.article_id) == 0;
    if (is_known) pairs.insert({item.article_id, item.write().origin()});
  }
  ASSIGN_OR_RETURN(const auto last, FindObservations(tx, pairs));
  const auto find = [&last](const Item& item) {
    const auto found = last.find({item.article_id, item.write().origin()});
    return found != last.end() && found->second.digest == item.write().observation_digest()
               ? &found->second
               : nullptr;
  };
  std::set<std::string> news;
  for (const Item& item : items_) {
    if (item.error.ok() && find(item) == nullptr) news.insert(item.article_id);
  }
  for (const auto& [key, id] : new_keys_) news.insert(id);
  std::vector<std::string> known;
  for (const std::string& id : news) {
    if (states_.count(id) == 0) known.push_back(id);
  }
  ASSIGN_OR_RETURN(auto locked, LockArticles(tx, known));
  RETURN_IF_ERROR(ConfirmKeys(tx, {known.begin(), known.end()}));
  states_.merge(locked);
  for (Item& item : items_) {
    if (!item.error.ok()) continue;
    if (news.count(item.article_id) > 0) {
      item.state = &states_[item.article_id];
    } else {
      item.result.set_outcome(article::v1::WRITE_OUTCOME_UNCHANGED);
      item.result.set_revision(find(item)->revision);
    }
  }
  return absl::OkStatus();
}

// Before they were locked, articles may have been merged or split.
absl::Status Resolution::ConfirmKeys(postgres::Transaction& tx, const std::set<std::string>& ids) {
  std::set<std::string> keys;
  for (const Item& item : items_) {
    if (item.error.ok() && ids.contains(item.article_id)) {
      keys.insert(item.keys().begin(), item.keys().end());
    }
  }
  ASSIGN_OR_RETURN(const auto now, FindKeys(tx, {keys.begin(), keys.end()}));
  for (const auto& [key, id] : now) {
    if (id == ids_by_key_.at(key)) continue;
    return WithReason(absl::AbortedError("an article's keys moved to another one meanwhile"),
                      "SERIALIZATION_FAILURE");
  }
  return absl::OkStatus();
}

absl::Status Resolution::Identify(postgres::Transaction& tx) {
  RETURN_IF_ERROR(CheckCategories(tx));
  RETURN_IF_ERROR(AssignIds(tx));
  return SkipRepeated(tx);
}

void Resolution::Decide() {
  for (Item& item : items_) {
    if (item.state == nullptr) continue;
    std::string previous;
    if (item.state->article.revision() > 0) {
      previous = FilterableFieldsOf(item.state->article).SerializeAsString();
    }
    const Decision decision = Observe(item.write(), now_, item.state);
    item.result.set_outcome(decision.outcome);
    item.result.set_revision(item.state->article.revision());
    if (decision.outcome == article::v1::WRITE_OUTCOME_SUPPRESSED) {
      for (const std::string& key : item.keys()) new_keys_.erase(key);
    }
    if (!decision.revised) continue;
    item.revision_index = static_cast<int>(revisions_.size());
    revisions_.push_back({item.article_id, item.state->article, decision.kind,
                          item.write().origin(), std::move(previous)});
  }
}

absl::Status Resolution::Store(postgres::Transaction& tx, const Commit& commit) {
  PathsById bases;
  for (const NewRevision& revision : revisions_) {
    const Article& article = revision.snapshot;
    if (article.revision() > 1) continue;
    bases[revision.article_id] =
        BasePath(ToTime(article.list_time()), article.title(), revision.article_id);
  }
  ASSIGN_OR_RETURN(const PathsById paths, AssignPaths(tx, bases));
  for (NewRevision& revision : revisions_) {
    const auto path = paths.find(revision.article_id);
    if (path != paths.end()) revision.snapshot.set_path(path->second);
  }
  InsertKeys(tx, new_keys_);
  RetireKeys(tx, retired_keys_);
  InsertRevisions(tx, commit, revisions_);
  std::vector<const ArticleState*> states;
  for (const auto& [id, state] : states_) states.push_back(&state);
  StoreStates(tx, states);
  return absl::OkStatus();
}

v1::BatchWriteArticlesResponse Resolution::ResultsOf(size_t batch) const {
  v1::BatchWriteArticlesResponse response;
  for (size_t i = begins_[batch]; i < begins_[batch + 1]; ++i) {
    const Item& item = items_[i];
    WriteResult& result = *response.add_results();
    if (!item.error.ok()) {
      result.mutable_error()->ParseFromString(ToRpcStatusBytes(item.error));
      continue;
    }
    result = item.result;
    result.set_name(FormatArticleName(item.article_id));
    if (item.revision_index >= 0) result.set_position(item.revision_index + 1);
  }
  return response;
}

}  // namespace broadsheet::storage
