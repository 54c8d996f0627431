#include "ingest/prepare/edit.h"

#include <google/protobuf/util/field_mask_util.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/prepare/derived_fields.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/normalise.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/prepare/validate.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

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

// Copies the masked fields, empty ones too.
void Overwrite(const Article& given, const FieldMask& mask, Article* article) {
  for (const std::string& path : mask.paths()) {
    article->GetReflection()->ClearField(article, Article::descriptor()->FindFieldByName(path));
  }
  FieldMaskUtil::MergeMessageTo(given, mask, {}, article);
}

// The article as the edit leaves it, without what is to be derived anew.
Article Underived(const Article& held, const v1::EditArticleRequest& request) {
  Article article = held;
  const FieldMask& mask = request.update_mask();
  // What the edit states is derived no longer.
  std::set<std::string> derived(held.derived_fields().begin(), held.derived_fields().end());
  for (const std::string& path : mask.paths()) derived.erase(path);
  article.mutable_derived_fields()->Assign(derived.begin(), derived.end());
  const bool has_text =
      !held.body_html().empty() || FieldMaskUtil::IsPathInFieldMask("body_html", mask);
  if (has_text) ClearDerived(&article);
  article.clear_derived_fields();
  Overwrite(request.article(), mask, &article);
  return article;
}

// Whether what is derived may change with the edit.
bool TouchesText(const FieldMask& mask) {
  static const std::set<std::string> text = {
      "title", "teaser_html", "body_html", "language_code", "canonical_uri", "more", "image_uri"};
  for (const std::string& path : mask.paths()) {
    if (text.contains(path)) return true;
  }
  return false;
}

// `mask`, and the fields that are derived with it.
FieldMask WithDerived(const FieldMask& mask, const Article& held, const Article& edited) {
  std::set<std::string> paths(mask.paths().begin(), mask.paths().end());
  if (paths.contains("publish_time")) paths.insert("publish_time_quality");
  if (TouchesText(mask)) {
    paths.insert({"body_text", "mentions"});
    if (!edited.body_html().empty() || !held.body_html().empty()) {
      paths.insert(held.derived_fields().begin(), held.derived_fields().end());
      paths.insert(edited.derived_fields().begin(), edited.derived_fields().end());
    }
  }
  FieldMask all;
  for (const std::string& path : paths) all.add_paths(path);
  return all;
}

}  // namespace

absl::Status CheckEdit(const v1::EditArticleRequest& request) {
  const FieldMask& mask = request.update_mask();
  if (mask.paths().empty()) return InvalidField("update_mask", "is required");
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsPathInFieldMask(path, EditableFields())) {
      return InvalidField("update_mask", absl::StrCat("'", path, "' can't be edited"));
    }
  }
  return ValidateEncoding(request.article());
}

absl::StatusOr<storage::v1::UpdateArticleRequest> ApplyEdit(const Article& held,
                                                            const v1::EditArticleRequest& request,
                                                            const Gazetteer& gazetteer,
                                                            absl::Time now) {
  const FieldMask& mask = request.update_mask();
  ASSIGN_OR_RETURN(NormalisedEntry normalised,
                   Normalise(EntryOfPush(Underived(held, request)), {}, now));
  Article& article = normalised.article;
  if (FieldMaskUtil::IsPathInFieldMask("title", mask) && article.title().empty()) {
    return InvalidField("article.title", "can't be empty");
  }
  SetMentions(gazetteer, &article);
  storage::v1::UpdateArticleRequest update;
  *update.mutable_update_mask() = WithDerived(mask, held, article);
  FieldMaskUtil::MergeMessageTo(article, update.update_mask(), {}, update.mutable_article());
  *update.mutable_article()->mutable_derived_fields() = article.derived_fields();
  if (request.article().has_list_time()) {
    *update.mutable_article()->mutable_list_time() = request.article().list_time();
  }
  update.mutable_article()->set_name(held.name());
  const std::string& etag = request.article().etag();
  update.mutable_article()->set_etag(etag.empty() ? held.etag() : etag);
  return update;
}

}  // namespace broadsheet::ingest
