// WordPress's export files (WXR, "WordPress eXtended RSS"): RSS with elements of
// http://wordpress.org/export/1.x/.
#pragma once

#include <map>
#include <string>

#include "ingest/formats/xml.h"
#include "ingest/prepare/entry.h"

namespace broadsheet::ingest {

// What the head of an export says, for its items. Thread-safe once made.
class WxrHead {
 public:
  explicit WxrHead(const XmlElement& channel);

  // Whether the channel is that of an export.
  bool is_export() const { return is_export_; }

  // Whether the item is a post that everybody may read: no page, attachment or menu, no draft,
  // nothing private, scheduled, in the bin or under a password.
  bool IsPublished(const XmlElement& item) const;

  // Makes what RSS says of an item, `entry`, what the export says: the author's name instead
  // of the login, the time in UTC, the excerpt, and paragraphs where the author left lines.
  void Complete(const XmlElement& item, Entry& entry) const;

 private:
  bool is_export_ = false;
  // Display names by login.
  std::map<std::string, std::string> authors_;
};

// A post as it is stored, with blank lines between its paragraphs, as HTML. What the block
// editor wrote is HTML already. Shortcodes of captions and galleries are taken out.
// Thread-safe.
std::string HtmlOfPost(std::string_view content);

}  // namespace broadsheet::ingest
