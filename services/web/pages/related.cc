#include "web/pages/related.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/slug.h"
#include "web/pages/entry.h"
#include "web/topic.h"

namespace broadsheet::web {
namespace {

using article::v1::Article;
using ctemplate::TemplateDictionary;
using Reason = query::v1::ListRelatedResponse::Reason;

// A line of them.
constexpr size_t kMaxReasons = 4;

// What both are about, as `article` calls it. A tag is often what a mention is.
std::vector<std::string> TextsOf(const Reason& reason, const Article& article) {
  std::vector<std::string> texts;
  std::set<std::string> seen;
  const auto add = [&](std::string text) {
    if (texts.size() < kMaxReasons && seen.insert(Slug(text)).second) {
      texts.push_back(std::move(text));
    }
  };
  for (const std::string& entity : reason.mentions()) {
    for (const auto& mention : article.mentions()) {
      if (mention.entity() == entity) add(mention.surface_form());
    }
  }
  for (const std::string& tag : reason.tags()) add(TagTitle(tag, article));
  for (const std::string& word : reason.words()) add(word);
  return texts;
}

}  // namespace

void AddRelated(const Article& article, const query::v1::ListRelatedResponse& related,
                const Site& site, TemplateDictionary& content) {
  if (related.articles().empty()) return;
  TemplateDictionary* list = content.AddSectionDictionary("RELATED");
  for (int i = 0; i < related.articles_size(); ++i) {
    TemplateDictionary* item = list->AddSectionDictionary("ARTICLE");
    FillHeadline(related.articles(i), site, *item);
    if (i >= related.reasons_size()) continue;
    const std::vector<std::string> texts = TextsOf(related.reasons(i), article);
    if (texts.empty()) continue;
    TemplateDictionary* why = item->AddSectionDictionary("WHY");
    for (const std::string& text : texts) {
      why->AddSectionDictionary("TOPIC")->SetValue("TEXT", text);
    }
  }
}

}  // namespace broadsheet::web
