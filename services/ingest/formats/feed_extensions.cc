#include "ingest/formats/feed_extensions.h"

#include "absl/strings/match.h"

namespace broadsheet::ingest {
namespace {

bool IsImage(const XmlElement& media) {
  const std::string type = media.Attribute("type");
  const std::string medium = media.Attribute("medium");
  return medium == "image" || absl::StartsWith(type, "image/");
}

std::string MediaImage(const XmlElement& parent) {
  for (const XmlElement& content : parent.Children(kMediaNs, "content")) {
    if (IsImage(content)) return content.Attribute("url");
  }
  for (const XmlElement& group : parent.Children(kMediaNs, "group")) {
    if (std::string image = MediaImage(group); !image.empty()) return image;
  }
  for (const XmlElement& thumbnail : parent.Children(kMediaNs, "thumbnail")) {
    return thumbnail.Attribute("url");
  }
  return "";
}

}  // namespace

std::string ImageOf(const XmlElement& entry) {
  if (std::string image = MediaImage(entry); !image.empty()) return image;
  for (const XmlElement& enclosure : entry.Children("", "enclosure")) {
    if (IsImage(enclosure)) return enclosure.Attribute("url");
  }
  for (const XmlElement& link : entry.Children(kAtomNs, "link")) {
    if (link.Attribute("rel") == "enclosure" && IsImage(link)) return link.Attribute("href");
  }
  return "";
}

std::string AtomLink(const XmlElement& parent, std::string_view rel) {
  for (const XmlElement& link : parent.Children(kAtomNs, "link")) {
    const std::string value = link.Attribute("rel");
    if (value == rel || (value.empty() && rel == "alternate")) return link.Attribute("href");
  }
  return "";
}

}  // namespace broadsheet::ingest
