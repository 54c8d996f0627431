// The document around the content of every page: head, masthead, navigation,
// footer.
#pragma once

#include <string>
#include <vector>

#include "broadsheet/query/v1/query_service.pb.h"
#include "web/ctemplate.h"
#include "web/page_links.h"
#include "web/site.h"

namespace broadsheet::web {

// The same in another language.
struct Alternate {
  // BCP-47.
  std::string language_code;
  // Within the site.
  std::string link;
};

struct Head {
  // Without the site's title; empty on the front page.
  std::string title;
  std::string description;
  // The page's one address, within the site.
  std::string canonical_link;
  // Where the feeds of what is shown begin: "/category/tech/".
  std::string feed_link = "/";
  // The category to mark in the navigation: "categories/tech"; may be empty.
  std::string category;
  // All languages that there are, this one, too; empty where it is the only one.
  std::vector<Alternate> alternates;
  std::string image_uri;
  std::string json_ld;
  bool is_article = false;
  // Not on the page that is one large search box already.
  bool has_search_box = true;
  // Whether search engines should list it.
  bool is_indexed = true;
};

// A page in the making. Not thread-safe.
class Document {
 public:
  // `content_template` is the file that fills the page's main part.
  Document(const Request& request, const Head& head,
           const query::v1::ListCategoriesResponse& categories, const char* content_template);

  // Values of `content_template`.
  ctemplate::TemplateDictionary& content() { return *content_; }

  // The page. Call once, when the content is complete.
  Response Finish(int status = 200) const;

 private:
  ctemplate::TemplateDictionary page_{"page"};
  ctemplate::TemplateDictionary* content_;
};

// Shows section `section` of `dictionary` with `value` in it, unless it is empty.
void SetOptional(ctemplate::TemplateDictionary& dictionary, const char* section, const char* name,
                 const std::string& value);

// Includes pager.html as {{>PAGER}} unless there is one page only.
void AddPager(ctemplate::TemplateDictionary& dictionary, const PageLinks& links);

}  // namespace broadsheet::web
