#include "ingest/prepare/assertion.h"

#include <vector>

namespace broadsheet::ingest {
namespace {

using article::v1::Article;

// A publisher speaks for all that it sets; what follows from it goes along.
std::set<std::string> FieldsOfPublisher(const Entry& entry) {
  std::vector<const google::protobuf::FieldDescriptor*> set;
  Article::GetReflection()->ListFields(entry.article, &set);
  std::set<std::string> fields;
  for (const auto* field : set) fields.insert(field->name());
  for (const char* given_by_storage :
       {"name", "revision", "etag", "path", "create_time", "update_time", "delete_time",
        "list_time", "merged_into", "mentions", "body_text", "derived_fields", "path_digest",
        "publish_time_quality"}) {
    fields.erase(given_by_storage);
  }
  if (fields.contains("publish_time")) fields.insert("publish_time_quality");
  return fields;
}

}  // namespace

std::set<std::string> AssertedFields(const Entry& entry, const TextFacts& facts) {
  const Article& article = entry.article;
  std::set<std::string> fields;
  const bool publisher = entry.witness == Witness::kPublisher;
  if (publisher) fields = FieldsOfPublisher(entry);
  const auto assert_if = [&](bool condition, const char* field) {
    if (condition) fields.insert(field);
  };
  // A body that turned out to be a teaser is no body.
  if (!facts.has_body) fields.erase("body_html");
  // An archive page may have cut what it shows, and does not always say so.
  const bool listed = entry.witness == Witness::kArchivePage;
  assert_if(facts.has_body && !publisher && !listed, "body_html");
  assert_if(facts.has_body && fields.contains("body_html"), "body_text");
  assert_if(facts.teaser_stated, "teaser_html");
  assert_if(facts.more_stated, "more");
  fields.insert("categories");
  fields.insert("tags");
  if (publisher) return fields;

  const bool page = entry.witness == Witness::kArticlePage;
  assert_if(!article.title().empty(), "title");
  assert_if(facts.publish_time_exact, "publish_time");
  assert_if(facts.publish_time_exact, "publish_time_quality");
  assert_if(!listed && !article.source_guid().empty(), "source_guid");
  assert_if(!listed && !article.canonical_uri().empty(), "canonical_uri");
  assert_if(!listed && !article.authors().empty(), "authors");
  assert_if(!listed && !entry.update_date.empty(), "source_update_time");
  assert_if(!article.rights().empty(), "rights");
  const bool own = page || entry.witness == Witness::kExport;
  assert_if(own && facts.image_stated, "image_uri");
  return fields;
}

}  // namespace broadsheet::ingest
