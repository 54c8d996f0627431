#include "ingest/prepare/pipeline.h"

#include <utility>

#include "common/status.h"
#include "ingest/html/html.h"
#include "ingest/prepare/observation_digest.h"
#include "ingest/prepare/validate.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;

constexpr char kStep[] = "step";

absl::Status FailedAt(v1::Reject::Step step, const absl::Status& status) {
  return WithReason(status, "INVALID_ARTICLE", {{kStep, v1::Reject::Step_Name(step)}});
}

}  // namespace

void SetMentions(const Gazetteer& gazetteer, Article* article) {
  // The teaser is part of the body where there is one.
  const std::string text = article->body_text().empty()
                               ? TextOf(ParseFragment(article->teaser_html()))
                               : article->body_text();
  article->clear_mentions();
  for (article::v1::Mention& mention : gazetteer.Find({article->title(), text})) {
    *article->add_mentions() = std::move(mention);
  }
}

absl::StatusOr<PreparedEntry> Prepare(const Entry& entry, const PipelineContext& context) {
  if (absl::Status status = ValidateEncoding(entry.article); !status.ok()) {
    return FailedAt(v1::Reject::STEP_VALIDATE, status);
  }
  absl::StatusOr<NormalisedEntry> normalised = Normalise(entry, context.rules, context.observed);
  if (!normalised.ok()) return FailedAt(v1::Reject::STEP_NORMALISE, normalised.status());
  Article& article = normalised->article;
  if (context.gazetteer != nullptr) SetMentions(*context.gazetteer, &article);
  if (absl::Status status = ValidateArticle(article); !status.ok()) {
    return FailedAt(v1::Reject::STEP_VALIDATE, status);
  }
  PreparedEntry prepared;
  prepared.categories = std::move(normalised->categories);
  storage::v1::ArticleWrite& write = prepared.write;
  write.set_origin(context.origin);
  const int64_t seconds = absl::ToUnixSeconds(context.observed);
  write.mutable_observe_time()->set_seconds(seconds);
  write.mutable_observe_time()->set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(context.observed - absl::FromUnixSeconds(seconds))));
  write.set_observation_digest(ObservationDigest(entry));
  for (const std::string& field : normalised->asserted) {
    write.mutable_asserted_fields()->add_paths(field);
  }
  write.set_allow_undelete(context.allow_undelete);
  *write.mutable_article() = std::move(article);
  return prepared;
}

v1::Reject::Step FailedStep(const absl::Status& status) {
  v1::Reject::Step step;
  return v1::Reject::Step_Parse(ReasonMetadata(status, kStep), &step) ? step
                                                                      : v1::Reject::STEP_PARSE;
}

}  // namespace broadsheet::ingest
