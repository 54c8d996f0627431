#include "web/pages/entry.h"

#include <algorithm>

#include "web/dates.h"
#include "web/language.h"
#include "web/links.h"
#include "web/pages/document.h"

namespace broadsheet::web {

using article::v1::Article;
using ctemplate::TemplateDictionary;
using google::protobuf::RepeatedPtrField;

void FillHeadline(const Article& article, TemplateDictionary& dictionary) {
  dictionary.SetValue("TITLE", article.title());
  dictionary.SetValue("LINK", ArticleLink(article.path()));
  const absl::Time time = ToTime(article.list_time());
  dictionary.SetValue("DATE", LongDate(time));
  dictionary.SetValue("ISO_DATE", IsoTime(time));
  SetOptional(dictionary, "LANG", "TAG", LangAttribute(article.language_code()));
}

void AddMoreLink(const std::optional<MoreLinkText>& link, TemplateDictionary& dictionary) {
  if (!link) return;
  TemplateDictionary* more = dictionary.AddIncludeDictionary("MORE");
  more->SetFilename("more_link.html");
  more->SetValue("HREF", link->href);
  more->SetValue("LABEL", link->label);
  SetOptional(*more, "HREFLANG", "TAG", link->hreflang);
  SetOptional(*more, "HEADLINE", "TEXT", link->headline);
  if (link->is_external) SetOptional(*more, "EXTERNAL", "HOST", HostOf(link->href));
}

void FillEntry(const Article& article, TemplateDictionary& entry) {
  FillHeadline(article, entry);
  // Ingest let nothing but its allow-list of elements and attributes into it.
  SetOptional(entry, "TEASER", "SANITISED_HTML", article.teaser_html());
  AddMoreLink(MoreLinkInList(article), entry);
}

void AddEntries(const RepeatedPtrField<Article>& articles, int first,
                TemplateDictionary& dictionary) {
  for (int i = first; i < articles.size(); ++i) {
    TemplateDictionary* entry = dictionary.AddIncludeDictionary("ENTRY");
    entry->SetFilename("entry.html");
    FillEntry(articles[i], *entry);
  }
}

std::optional<absl::Time> LastModified(const RepeatedPtrField<Article>& articles) {
  std::optional<absl::Time> last;
  for (const Article& article : articles) {
    const absl::Time time = ToTime(article.update_time());
    last = last ? std::max(*last, time) : time;
  }
  return last;
}

}  // namespace broadsheet::web
