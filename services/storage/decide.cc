#include "storage/decide.h"

#include <algorithm>
#include <utility>

#include "storage/merge.h"
#include "storage/names.h"
#include "storage/timestamps.h"

namespace broadsheet::storage {
namespace {

using TextField = google::protobuf::RepeatedPtrField<std::string>;

std::vector<std::string> Sorted(const TextField& values) {
  const std::set<std::string> sorted(values.begin(), values.end());
  return {sorted.begin(), sorted.end()};
}

// What is derived is said, too: that it changes tells that the text has changed.
FieldDigests Said(const ArticleWrite& write, const FieldSet& asserted) {
  return DigestFields(write.article(),
                      SaidFields(write.article(), asserted) | DerivedFields(write.article()));
}

// Keeps what the write says as its origin's latest, unless that is newer. `said`
// are the digests of what it asserts.
void KeepObservation(const ArticleWrite& write, const FieldSet& asserted, FieldDigests said,
                     ArticleState* state) {
  const absl::Time seen = ToTime(write.observe_time());
  const auto [found, is_new] = state->origins.try_emplace(write.origin());
  OriginState& origin = found->second;
  if (!is_new && seen < origin.observe_time) return;
  origin.observe_time = seen;
  origin.digest = write.observation_digest();
  if (is_new || asserted[Article::kCategoriesFieldNumber] ||
      !write.article().categories().empty()) {
    origin.categories = Sorted(write.article().categories());
  }
  if (is_new || asserted[Article::kTagsFieldNumber] || !write.article().tags().empty()) {
    origin.tags = Sorted(write.article().tags());
  }
  said.insert(origin.fields.begin(), origin.fields.end());
  origin.fields = std::move(said);
  state->changed_origins.insert(write.origin());
}

bool Replace(const std::set<std::string>& values, TextField* field) {
  if (std::equal(values.begin(), values.end(), field->begin(), field->end())) return false;
  field->Assign(values.begin(), values.end());
  return true;
}

Decision Create(const ArticleWrite& write, absl::Time now, ArticleState* state) {
  Article article = NewArticle(state->id, write.article(), now);
  const FieldSet asserted = AssertedFields(write);
  KeepObservation(write, asserted, Said(write, asserted), state);
  UniteShelves(*state, &article);
  state->is_new = true;
  state->observe_time = ToTime(write.observe_time());
  if (!article.body_html().empty()) state->body_origin = write.origin();
  Revise(std::move(article), now, state);
  return {article::v1::WRITE_OUTCOME_CREATED, true, Revision::KIND_CREATED};
}

}  // namespace

Article NewArticle(const std::string& id, const Article& seen, absl::Time now) {
  Article article = seen;
  article.set_name(FormatArticleName(id));
  article.set_revision(0);
  article.clear_etag();
  article.clear_path();
  article.clear_delete_time();
  article.clear_merged_into();
  article.clear_path_digest();
  *article.mutable_create_time() = ToTimestamp(now);
  const bool published_before = seen.has_publish_time() && ToTime(seen.publish_time()) < now;
  *article.mutable_list_time() = published_before ? seen.publish_time() : article.create_time();
  return article;
}

bool UniteShelves(const ArticleState& state, Article* article) {
  std::set<std::string> categories;
  std::set<std::string> tags;
  for (const auto& [name, origin] : state.origins) {
    categories.insert(origin.categories.begin(), origin.categories.end());
    tags.insert(origin.tags.begin(), origin.tags.end());
  }
  const bool changed = Replace(categories, article->mutable_categories());
  return Replace(tags, article->mutable_tags()) || changed;
}

void Revise(Article article, absl::Time now, ArticleState* state) {
  absl::Time update_time = now;
  if (state->article.has_update_time()) {
    update_time = std::max(now, ToTime(state->article.update_time()) + absl::Microseconds(1));
  }
  article.set_revision(state->article.revision() + 1);
  *article.mutable_update_time() = ToTimestamp(update_time);
  state->article = std::move(article);
  state->is_changed = true;
}

Decision Observe(const ArticleWrite& write, absl::Time now, ArticleState* state) {
  if (state->article.revision() == 0) return Create(write, now, state);
  if (state->redacted || (state->deleted() && !write.allow_undelete())) {
    return {article::v1::WRITE_OUTCOME_SUPPRESSED};
  }
  const auto last = state->origins.find(write.origin());
  if (!state->deleted() && last != state->origins.end() &&
      last->second.digest == write.observation_digest()) {
    return {article::v1::WRITE_OUTCOME_UNCHANGED};
  }
  const absl::Time seen = ToTime(write.observe_time());
  const bool stale = seen < state->observe_time;
  const FieldSet asserted = AssertedFields(write);
  FieldDigests said = Said(write, asserted);
  FieldSet repeated;
  FieldSet rederived;
  if (last != state->origins.end()) {
    repeated = RepeatedFields(last->second.fields, said);
    rederived = ChangedFields(last->second.fields, said) & DerivedFields(write.article());
  }
  Merged merged = Merge(state->article, write.article(), stale ? FieldSet() : asserted,
                        /*keep_equal_body=*/state->body_origin != write.origin(), repeated,
                        stale ? FieldSet() : rederived);
  KeepObservation(write, asserted, std::move(said), state);
  merged.changed |= UniteShelves(*state, &merged.article);
  if (merged.took_body) state->body_origin = write.origin();
  state->observe_time = std::max(state->observe_time, seen);
  state->is_changed = true;

  Decision decision;
  decision.revised = merged.changed || state->deleted();
  decision.kind = state->deleted() ? Revision::KIND_RESTORED : Revision::KIND_REVISED;
  decision.outcome = stale              ? article::v1::WRITE_OUTCOME_STALE
                     : decision.revised ? article::v1::WRITE_OUTCOME_REVISED
                                        : article::v1::WRITE_OUTCOME_UNCHANGED;
  if (decision.revised) {
    merged.article.clear_delete_time();
    Revise(std::move(merged.article), now, state);
  }
  return decision;
}

FilterableFields FilterableFieldsOf(const Article& article) {
  FilterableFields fields;
  *fields.mutable_categories() = article.categories();
  *fields.mutable_tags() = article.tags();
  fields.set_source_site_uri(article.source().site_uri());
  fields.set_language_code(article.language_code());
  for (const article::v1::Mention& mention : article.mentions()) {
    fields.add_mentions(mention.entity());
  }
  *fields.mutable_list_time() = article.list_time();
  fields.set_deleted(article.has_delete_time());
  return fields;
}

}  // namespace broadsheet::storage
