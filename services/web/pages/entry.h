// An article as one entry of a list.
#pragma once

#include <optional>
#include <string>

#include "broadsheet/query/v1/query_service.pb.h"
#include "web/ctemplate.h"
#include "web/more_link_text.h"
#include "web/site.h"

namespace broadsheet::web {

// Fills entry.html with headline, date, teaser, and the link behind the teaser.
void FillEntry(const article::v1::Article& article, const Site& site,
               ctemplate::TemplateDictionary& entry);

// Fills what every view of an article has: TITLE, LINK, DATE, ISO_DATE, LANG, RTL.
void FillHeadline(const article::v1::Article& article, const Site& site,
                  ctemplate::TemplateDictionary& dictionary);

// Includes more_link.html as {{>MORE}} where there is a link.
void AddMoreLink(const std::optional<MoreLinkText>& link,
                 ctemplate::TemplateDictionary& dictionary);

// Includes entry.html as {{>ENTRY}} for each of `articles`.
void AddEntries(const google::protobuf::RepeatedPtrField<article::v1::Article>& articles,
                const Site& site, ctemplate::TemplateDictionary& dictionary);

}  // namespace broadsheet::web
