#include "web/topic.h"

#include "absl/strings/str_replace.h"
#include "common/slug.h"

namespace broadsheet::web {

using article::v1::Article;

std::string TagTitle(std::string_view tag, const Article& article) {
  for (const article::v1::Mention& mention : article.mentions()) {
    if (Slug(mention.surface_form()) == tag) return mention.surface_form();
  }
  return absl::StrReplaceAll(std::string(tag), {{"-", " "}});
}

std::string TagTitle(std::string_view tag,
                     const google::protobuf::RepeatedPtrField<Article>& articles) {
  const std::string plain = TagTitle(tag, Article());
  for (const Article& article : articles) {
    std::string title = TagTitle(tag, article);
    if (title != plain) return title;
  }
  return plain;
}

std::string MentionTitle(std::string_view entity,
                         const google::protobuf::RepeatedPtrField<Article>& articles) {
  for (const Article& article : articles) {
    for (const article::v1::Mention& mention : article.mentions()) {
      if (mention.entity() == entity) return mention.surface_form();
    }
  }
  return absl::StrReplaceAll(std::string(entity), {{"-", " "}});
}

}  // namespace broadsheet::web
