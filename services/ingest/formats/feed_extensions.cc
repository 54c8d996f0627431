#include "ingest/formats/feed_extensions.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

bool HasImageEnding(const std::string& uri) {
  const std::string path = AsciiLower(uri.substr(0, uri.find_first_of("?#")));
  for (const char* ending : {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp"}) {
    if (absl::EndsWith(path, ending)) return true;
  }
  return false;
}

// By type, medium, or where it says neither, by address.
bool IsImage(const XmlElement& media, const std::string& uri) {
  const std::string type = AsciiLower(media.Attribute("type"));
  const std::string medium = AsciiLower(media.Attribute("medium"));
  if (!medium.empty()) return medium == "image";
  if (!type.empty() && type != "application/octet-stream") return absl::StartsWith(type, "image/");
  return HasImageEnding(uri);
}

// WordPress.com puts the author's portrait first.
bool IsPortrait(const std::string& uri) {
  const std::string lower = AsciiLower(uri);
  return absl::StrContains(lower, "gravatar.com/") || absl::StrContains(lower, "/avatar");
}

struct MediaImage {
  std::string uri;
  bool is_default = false;
  int width = 0;
};

void CollectImages(const XmlElement& parent, std::vector<MediaImage>& images,
                   std::vector<std::string>& thumbnails) {
  for (const XmlElement& content : parent.Children(kMediaNs, "content")) {
    const std::string uri = content.Attribute("url");
    MediaImage image{uri, content.Attribute("isDefault") == "true"};
    if (!absl::SimpleAtoi(content.Attribute("width"), &image.width)) image.width = 0;
    if (IsImage(content, uri) && !IsPortrait(uri)) images.push_back(std::move(image));
    CollectImages(content, images, thumbnails);
  }
  for (const XmlElement& group : parent.Children(kMediaNs, "group")) {
    CollectImages(group, images, thumbnails);
  }
  for (const XmlElement& thumbnail : parent.Children(kMediaNs, "thumbnail")) {
    std::string uri = thumbnail.Attribute("url");
    if (uri.empty()) uri = CollapseSpace(thumbnail.Text());
    if (!uri.empty() && !IsPortrait(uri)) thumbnails.push_back(std::move(uri));
  }
}

std::string MediaImageOf(const XmlElement& entry) {
  std::vector<MediaImage> images;
  std::vector<std::string> thumbnails;
  CollectImages(entry, images, thumbnails);
  if (images.empty()) return thumbnails.empty() ? "" : thumbnails[0];
  const auto best =
      std::max_element(images.begin(), images.end(), [](const auto& a, const auto& b) {
        return std::pair(a.is_default, a.width) < std::pair(b.is_default, b.width);
      });
  return best->uri;
}

std::string EnclosedImage(const XmlElement& entry) {
  for (const XmlElement& enclosure : entry.Children("", "enclosure")) {
    std::string uri = enclosure.Attribute("url");
    if (IsImage(enclosure, uri)) return uri;
  }
  for (const XmlElement& link : entry.Children(kAtomNs, "link")) {
    std::string uri = link.Attribute("href");
    if (AsciiLower(link.Attribute("rel")) == "enclosure" && IsImage(link, uri)) return uri;
  }
  return "";
}

}  // namespace

std::string ImageOf(const XmlElement& entry) {
  if (std::string image = MediaImageOf(entry); !image.empty()) return image;
  if (std::string image = EnclosedImage(entry); !image.empty()) return image;
  for (const XmlElement& image : entry.Children(kItunesNs, "image")) {
    if (std::string uri = image.Attribute("href"); !uri.empty()) return uri;
  }
  for (const XmlElement& image : entry.Children("", "image")) {
    std::string uri = image.ChildText("", "url");
    if (uri.empty()) uri = CollapseSpace(image.Text());
    if (absl::StrContains(uri, "/")) return uri;
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

std::string OlderLink(const XmlElement& feed) {
  // Pages shift while they are read; archives stay as they are.
  std::string archive = AtomLink(feed, "prev-archive");
  return archive.empty() ? AtomLink(feed, "next") : archive;
}

void AddAtomAuthors(const XmlElement& parent, article::v1::Article& article) {
  for (const XmlElement& author : parent.Children(kAtomNs, "author")) {
    std::string name = PlainLine(author.ChildText(kAtomNs, "name"));
    if (name.empty() && author.Children().empty()) name = PlainLine(author.Text());
    if (!name.empty()) article.add_authors()->set_display_name(name);
  }
}

void AddKeywords(const XmlElement& entry, Entry& result) {
  for (const std::string_view ns : {kMediaNs, kItunesNs}) {
    for (const std::string& word :
         std::vector<std::string>(absl::StrSplit(entry.ChildText(ns, "keywords"), ','))) {
      if (std::string tag = PlainLine(word); !tag.empty()) result.tag_names.push_back(tag);
    }
  }
}

bool IsTagScheme(std::string_view scheme) {
  const std::string lower = AsciiLower(scheme);
  for (const absl::string_view segment : absl::StrSplit(lower, absl::ByAnyChar("/#?&=:"))) {
    for (const char* word : {"tag", "tags", "post_tag", "keyword", "keywords"}) {
      if (segment == word) return true;
    }
  }
  return false;
}

}  // namespace broadsheet::ingest
