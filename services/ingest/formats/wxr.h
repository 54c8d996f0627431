// WordPress's export files (WXR, "WordPress eXtended RSS"): RSS with elements of
// http://wordpress.org/export/1.x/.
#pragma once

#include <map>
#include <string>

#include "ingest/formats/category_tree.h"
#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// The items of an export, in the light of what its head says. Not thread-safe.
class WxrItems {
 public:
  explicit WxrItems(const XmlElement& channel);

  // Whether the channel is that of an export.
  bool is_export() const { return is_export_; }

  // Whether the item is a post that everybody may read. If not (a page, attachment or menu, a
  // draft, something private, scheduled, in the bin or under a password), counts it in
  // `document` by its kind, and notes there where the picture is that it stands for.
  bool Take(const XmlElement& item, Document& document) const;

  // Makes what RSS says of an item, `entry`, what the export says: the author's name instead
  // of the login, the time in UTC, the excerpt, categories by WordPress's own slugs,
  // paragraphs where the author left lines, the marks that WordPress shows, and teaser and body as
  // `<!--more-->` and
  // `<!--noteaser-->` divide them.
  void Complete(const XmlElement& item, Entry& entry);

  // Gives `document` the categories that were named, and its entries the pictures that it
  // knows.
  void Finish(Document& document) &&;

 private:
  void ReadHead(const XmlElement& child);
  void FileUnder(const XmlElement& item, Entry& entry);

  bool is_export_ = false;
  // Display names by login.
  std::map<std::string, std::string> authors_;
  CategoryTree categories_;
  // The site's.
  std::string language_;
};

// A post as it is stored, with blank lines between its paragraphs, as HTML. What the block
// editor wrote is HTML already. Shortcodes of captions and galleries are taken out.
// Thread-safe.
std::string HtmlOfPost(std::string_view content);

}  // namespace broadsheet::ingest
