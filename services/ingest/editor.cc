#include "ingest/editor.h"

#include <google/protobuf/util/field_mask_util.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/jsonl.h"
#include "ingest/normalise.h"
#include "ingest/validate.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

constexpr char kActor[] = "editor";

const FieldMask& EditableFields() {
  static const auto* const mask = [] {
    auto* mask = new FieldMask;
    FieldMaskUtil::FromString(
        "title,teaser_html,body_html,language_code,authors,categories,tags,canonical_uri,more,"
        "links,image_uri,rights,publish_time,source_update_time,list_time",
        mask);
    return mask;
  }();
  return *mask;
}

absl::Status CheckMask(const FieldMask& mask) {
  if (mask.paths().empty()) return InvalidField("update_mask", "is required");
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsPathInFieldMask(path, EditableFields())) {
      return InvalidField("update_mask", absl::StrCat("'", path, "' can't be edited"));
    }
  }
  return absl::OkStatus();
}

bool Masks(const FieldMask& mask, const char* field) {
  return FieldMaskUtil::IsPathInFieldMask(field, mask);
}

// The masked fields in their normal form, and what is derived from them. The
// mask grows by the derived fields.
absl::StatusOr<Article> Normalised(const v1::EditArticleRequest& request,
                                   const Gazetteer& gazetteer, FieldMask* mask) {
  RETURN_IF_ERROR(ValidateEncoding(request.article()));
  Article given;
  FieldMaskUtil::MergeMessageTo(request.article(), *mask, {}, &given);
  ASSIGN_OR_RETURN(NormalisedEntry normalised, Normalise(EntryOfPush(given), {}, absl::Now()));
  Article& article = normalised.article;
  if (Masks(*mask, "title") && article.title().empty()) {
    return InvalidField("article.title", "can't be empty");
  }
  if (Masks(*mask, "body_html")) {
    mask->add_paths("body_text");
    mask->add_paths("mentions");
    for (auto& mention : gazetteer.Find({article.title(), article.body_text()})) {
      *article.add_mentions() = std::move(mention);
    }
  }
  Article edited;
  FieldMaskUtil::MergeMessageTo(article, *mask, {}, &edited);
  if (given.has_list_time()) *edited.mutable_list_time() = given.list_time();
  edited.set_name(request.article().name());
  edited.set_etag(request.article().etag());
  return edited;
}

}  // namespace

absl::StatusOr<v1::EditArticleResponse> Editor::Edit(const Call& call,
                                                     const v1::EditArticleRequest& request) {
  RETURN_IF_ERROR(CheckMask(request.update_mask()));
  storage::v1::UpdateArticleRequest update;
  *update.mutable_update_mask() = request.update_mask();
  ASSIGN_OR_RETURN(*update.mutable_article(),
                   Normalised(request, gazetteer_, update.mutable_update_mask()));
  update.set_actor(kActor);
  ASSIGN_OR_RETURN(storage::v1::UpdateArticleResponse updated,
                   storage_.UpdateArticle(call, update));
  v1::EditArticleResponse response;
  *response.mutable_article() = std::move(*updated.mutable_article());
  *response.mutable_read_after() = std::move(*updated.mutable_read_after());
  return response;
}

absl::StatusOr<v1::DeleteArticleResponse> Editor::Delete(const Call& call,
                                                         const v1::DeleteArticleRequest& request) {
  storage::v1::DeleteArticleRequest deletion;
  deletion.set_name(request.name());
  deletion.set_etag(request.etag());
  deletion.set_allow_missing(request.allow_missing());
  deletion.set_actor(kActor);
  ASSIGN_OR_RETURN(storage::v1::DeleteArticleResponse deleted,
                   storage_.DeleteArticle(call, deletion));
  v1::DeleteArticleResponse response;
  *response.mutable_article() = std::move(*deleted.mutable_article());
  *response.mutable_read_after() = std::move(*deleted.mutable_read_after());
  return response;
}

absl::StatusOr<v1::UndeleteArticleResponse> Editor::Undelete(
    const Call& call, const v1::UndeleteArticleRequest& request) {
  storage::v1::UndeleteArticleRequest undeletion;
  undeletion.set_name(request.name());
  undeletion.set_etag(request.etag());
  undeletion.set_actor(kActor);
  ASSIGN_OR_RETURN(storage::v1::UndeleteArticleResponse undeleted,
                   storage_.UndeleteArticle(call, undeletion));
  v1::UndeleteArticleResponse response;
  *response.mutable_article() = std::move(*undeleted.mutable_article());
  *response.mutable_read_after() = std::move(*undeleted.mutable_read_after());
  return response;
}

absl::StatusOr<v1::RedactArticleResponse> Editor::Redact(const Call& call,
                                                         const v1::RedactArticleRequest& request) {
  storage::v1::RedactArticleRequest redaction;
  redaction.set_name(request.name());
  redaction.set_source_site_uri(request.source_site_uri());
  *redaction.mutable_revisions() = request.revisions();
  redaction.set_reason(request.reason());
  redaction.set_dry_run(request.dry_run());
  redaction.set_actor(kActor);
  ASSIGN_OR_RETURN(storage::v1::RedactArticleResponse redacted,
                   storage_.RedactArticle(call, redaction));
  v1::RedactArticleResponse response;
  response.set_articles(redacted.articles());
  response.set_revisions(redacted.revisions());
  *response.mutable_read_after() = std::move(*redacted.mutable_read_after());
  return response;
}

}  // namespace broadsheet::ingest
