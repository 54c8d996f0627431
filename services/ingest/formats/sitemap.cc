#include "ingest/formats/sitemap.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ingest/html/plain_text.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/dates.h"

namespace broadsheet::ingest {
namespace {

// Each becomes a reject.
constexpr size_t kMostErrors = 100;

bool IsWebAddress(absl::string_view text) {
  return absl::StartsWithIgnoreCase(text, "http://") ||
         absl::StartsWithIgnoreCase(text, "https://");
}

// The first child of this name: the namespaces that sitemaps declare differ more than they do.
std::optional<XmlElement> Child(const XmlElement& parent, std::string_view name) {
  for (const XmlElement& child : parent.Children()) {
    if (child.IsNamed(name)) return child;
  }
  return std::nullopt;
}

std::string TextOf(const XmlElement& parent, std::string_view name) {
  const std::optional<XmlElement> child = Child(parent, name);
  return child ? std::string(absl::StripAsciiWhitespace(child->Text())) : "";
}

absl::Time TimeOf(const std::string& date) {
  const std::optional<ParsedDate> parsed = ParseDate(date);
  return parsed ? parsed->time : absl::InfinitePast();
}

class SitemapReader {
 public:
  explicit SitemapReader(const std::string& uri) : uri_(uri), site_(SiteOf(uri)) {
    document_.is_sitemap = true;
  }

  void ReadUrl(const XmlElement& url) {
    const std::optional<std::string> loc = Resolve(TextOf(url, "loc"), url.line());
    if (!loc) return;
    const std::optional<XmlElement> news = Child(url, "news");
    const std::string date = news ? TextOf(*news, "publication_date") : "";
    document_.pages.push_back({*loc, std::max(TimeOf(TextOf(url, "lastmod")), TimeOf(date))});
    if (news) AddEntry(url, *news, *loc);
  }

  void ReadSitemap(const XmlElement& sitemap) {
    const std::optional<std::string> loc = Resolve(TextOf(sitemap, "loc"), sitemap.line());
    if (loc) document_.sitemaps.push_back({*loc, TimeOf(TextOf(sitemap, "lastmod"))});
  }

  void ReadLine(absl::string_view line, int64_t number) {
    const std::optional<std::string> loc = Resolve(std::string(line), number);
    if (loc) document_.pages.push_back({*loc, absl::InfinitePast()});
  }

  bool is_full() { return IsFull(document_); }
  Document Finish() && { return std::move(document_); }

 private:
  // Absolute; nothing where it is not to be had.
  std::optional<std::string> Resolve(const std::string& loc, int64_t line) {
    const absl::StatusOr<std::string> resolved = ResolveUri(uri_, loc);
    if (loc.empty() || !resolved.ok() || !IsWebAddress(*resolved)) {
      if (document_.errors.size() >= kMostErrors) {
        LeaveOut("other");
        return std::nullopt;
      }
      document_.errors.push_back({absl::StrCat("line ", line), loc,
                                  absl::InvalidArgumentError(absl::StrCat(
                                      "line ", line, ": \"", loc, "\" is no address of a page"))});
      return std::nullopt;
    }
    if (!site_.empty() && !absl::StartsWith(*resolved, site_) && !SameSite(site_, *resolved)) {
      LeaveOut("elsewhere");
      return std::nullopt;
    }
    return *resolved;
  }

  void LeaveOut(const char* kind) {
    ++document_.left_out;
    ++document_.left_out_kinds[kind];
  }

  void AddEntry(const XmlElement& url, const XmlElement& news, const std::string& loc) {
    Entry& entry = document_.entries.emplace_back();
    article::v1::Article& article = entry.article;
    article.set_title(PlainLine(TextOf(news, "title")));
    article.set_canonical_uri(loc);
    if (const auto publication = Child(news, "publication")) {
      article.set_language_code(TextOf(*publication, "language"));
      if (document_.title.empty()) document_.title = PlainLine(TextOf(*publication, "name"));
    }
    for (const absl::string_view keyword :
         absl::StrSplit(TextOf(news, "keywords"), ',', absl::SkipWhitespace())) {
      entry.tag_names.push_back(PlainLine(std::string(keyword)));
    }
    if (const auto image = Child(url, "image")) article.set_image_uri(TextOf(*image, "loc"));
    entry.publish_date = TextOf(news, "publication_date");
    entry.base_uri = loc;
    entry.id = loc;
    entry.raw = url.Markup();
  }

  const std::string uri_;
  const std::string site_;
  Document document_;
};

}  // namespace

bool IsSitemap(const XmlElement& root) {
  return root.IsNamed("urlset") || root.IsNamed("sitemapindex");
}

bool IsSitemapOfLines(std::string_view text) {
  return IsWebAddress(absl::StripLeadingAsciiWhitespace({text.data(), text.size()}));
}

Document ParseSitemap(const XmlElement& root, const std::string& uri) {
  SitemapReader reader(uri);
  for (const XmlElement& child : root.Children()) {
    if (reader.is_full()) break;
    if (child.IsNamed("url")) reader.ReadUrl(child);
    if (child.IsNamed("sitemap")) reader.ReadSitemap(child);
  }
  return std::move(reader).Finish();
}

Document ParseSitemapOfLines(std::string_view text, const std::string& uri) {
  SitemapReader reader(uri);
  int64_t number = 0;
  for (absl::string_view line :
       absl::StrSplit(absl::string_view(text.data(), text.size()), absl::ByAnyChar("\r\n"))) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) continue;
    if (reader.is_full()) break;
    reader.ReadLine(line, number);
  }
  return std::move(reader).Finish();
}

}  // namespace broadsheet::ingest
