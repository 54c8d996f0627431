#include "web/pages/entry.h"

#include "absl/strings/match.h"
#include "web/dates.h"
#include "web/language.h"
#include "web/links.h"
#include "web/pages/document.h"
#include "web/pictures.h"

namespace broadsheet::web {

using article::v1::Article;
using ctemplate::TemplateDictionary;
using google::protobuf::RepeatedPtrField;

void FillHeadline(const Article& article, const Site& site, TemplateDictionary& dictionary) {
  dictionary.SetValue("TITLE", article.title());
  dictionary.SetValue("LINK", ArticleLink(article.path()));
  const absl::Time time = ToTime(article.list_time());
  dictionary.SetValue("DATE", LongDate(time, site.time_zone));
  dictionary.SetValue("ISO_DATE", IsoTime(time, site.time_zone));
  SetOptional(dictionary, "LANG", "TAG", LangAttribute(article.language_code()));
  // For what is in English beside it, too.
  if (IsRightToLeft(article.language_code())) dictionary.ShowSection("RTL");
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

void FillEntry(const Article& article, const Site& site, TemplateDictionary& entry) {
  FillHeadline(article, site, entry);
  if (!absl::StrContains(article.teaser_html(), "<img ")) {
    SetOptional(entry, "PICTURE", "URI", WebUriOrEmpty(article.image_uri()));
  }
  // Ingest let nothing but its allow-list of elements and attributes into it.
  SetOptional(entry, "TEASER", "SANITISED_HTML", WithLazyPictures(article.teaser_html()));
  AddMoreLink(MoreLinkInList(article), entry);
}

void AddEntries(const RepeatedPtrField<Article>& articles, const Site& site,
                TemplateDictionary& dictionary) {
  for (const Article& article : articles) {
    TemplateDictionary* entry = dictionary.AddIncludeDictionary("ENTRY");
    entry->SetFilename("entry.html");
    FillEntry(article, site, *entry);
  }
}

}  // namespace broadsheet::web
