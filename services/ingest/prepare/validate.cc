#include "ingest/prepare/validate.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/slug.h"
#include "common/status.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using article::v1::Article;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMaxTitleBytes = 1000;

absl::Status CheckTexts(const std::string& path, const Message& message);

absl::Status CheckField(const std::string& path, const Message& message,
                        const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  const bool text = field->type() == FieldDescriptor::TYPE_STRING;
  if (!text && field->message_type() == nullptr) return absl::OkStatus();
  if (!field->is_repeated()) {
    if (text) return CheckText(path, reflection->GetString(message, field));
    return CheckTexts(path, reflection->GetMessage(message, field));
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const std::string element = absl::StrCat(path, "[", i, "]");
    RETURN_IF_ERROR(text ? CheckText(element, reflection->GetRepeatedString(message, field, i))
                         : CheckTexts(element, reflection->GetRepeatedMessage(message, field, i)));
  }
  return absl::OkStatus();
}

absl::Status CheckTexts(const std::string& path, const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    RETURN_IF_ERROR(CheckField(absl::StrCat(path, ".", field->name()), message, field));
  }
  return absl::OkStatus();
}

absl::Status CheckCategories(const Article& article) {
  for (int i = 0; i < article.categories_size(); ++i) {
    absl::string_view slug = article.categories(i);
    if (absl::ConsumePrefix(&slug, "categories/") && IsSlug(std::string(slug))) continue;
    return InvalidField(
        absl::StrCat("article.categories[", i, "]"),
        absl::StrCat("\"", article.categories(i), "\" is not of the form categories/{slug}"));
  }
  return absl::OkStatus();
}

absl::Status CheckKey(const Article& article) {
  const std::string& canonical = article.canonical_uri();
  const bool front_page = !canonical.empty() && (SamePage(canonical, article.source().site_uri()) ||
                                                 canonical == SiteOf(canonical));
  const bool guid = !article.source_guid().empty() && !article.source().site_uri().empty();
  if (guid || (!canonical.empty() && !front_page)) return absl::OkStatus();
  if (front_page) {
    return InvalidField("article.canonical_uri",
                        absl::StrCat("\"", canonical, "\" is the site's front page"));
  }
  return InvalidField("article.canonical_uri",
                      "required where there is no source_guid with a source.site_uri");
}

}  // namespace

absl::Status ValidateEncoding(const Article& article) { return CheckTexts("article", article); }

absl::Status ValidateArticle(const Article& article) {
  if (article.title().empty()) return InvalidField("article.title", "required");
  if (article.title().size() > kMaxTitleBytes) {
    return InvalidField("article.title",
                        absl::StrCat(article.title().size(), " bytes; at most ", kMaxTitleBytes));
  }
  RETURN_IF_ERROR(CheckKey(article));
  RETURN_IF_ERROR(CheckCategories(article));
  if (const size_t size = article.ByteSizeLong(); size > kMaxArticleBytes) {
    return InvalidField("article", absl::StrCat(size, " bytes; at most ", kMaxArticleBytes));
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
