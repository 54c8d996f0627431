#include "ingest/parser/reread.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/exports/ghost.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/formats/jsonl.h"
#include "ingest/formats/overlooked.h"
#include "ingest/pages/h_feed.h"
#include "ingest/pages/page_parser.h"
#include "ingest/prepare/material.h"

namespace broadsheet::ingest {
namespace {

// The prefixes that feeds use; an entry by itself has lost their declarations.
constexpr char kNamespaces[] =
    " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
    " xmlns:dcterms=\"http://purl.org/dc/terms/\""
    " xmlns:atom=\"http://www.w3.org/2005/Atom\""
    " xmlns:media=\"http://search.yahoo.com/mrss/\""
    " xmlns:feedburner=\"http://rssnamespace.org/feedburner/ext/1.0\""
    " xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\""
    " xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\""
    " xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\""
    " xmlns:georss=\"http://www.georss.org/georss\""
    " xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\""
    " xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\""
    " xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\""
    " xmlns:wp=\"http://wordpress.org/export/1.2/\""
    " xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"";

// Whether it is an entry of an HTML page that is a feed.
bool IsHEntry(const std::string& raw) {
  return absl::StrContains(absl::string_view(raw).substr(0, raw.find('>')), "h-entry");
}

bool IsRdf(const std::string& raw) { return absl::StrContains(raw, "rdf:about"); }

// A feed around one entry.
std::string FeedAround(const std::string& raw) {
  if (absl::StartsWith(raw, "{")) {
    return absl::StrCat(R"({"version":"https://jsonfeed.org/version/1.1","title":"","items":[)",
                        raw, "]}");
  }
  if (absl::StartsWith(raw, "<entry")) {
    return absl::StrCat("<feed xmlns=\"http://www.w3.org/2005/Atom\"", kNamespaces, ">", raw,
                        "</feed>");
  }
  if (absl::StartsWith(raw, "<url"))
    return absl::StrCat("<urlset", kNamespaces, ">", raw, "</urlset>");
  if (IsRdf(raw)) {
    return absl::StrCat(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
        " xmlns=\"http://purl.org/rss/1.0/\"",
        kNamespaces, "><channel/>", raw, "</rdf:RDF>");
  }
  return absl::StrCat("<rss version=\"2.0\"", kNamespaces, "><channel>", raw, "</channel></rss>");
}

absl::StatusOr<Document> Single(absl::StatusOr<Entry> entry) {
  RETURN_IF_ERROR(entry.status());
  Document document;
  document.entries.push_back(*std::move(entry));
  return document;
}

absl::StatusOr<Document> Parse(const KeptReject& kept) {
  const v1::Reject& reject = kept.reject;
  if (reject.media_type() == kPushMediaType) {
    article::v1::Article article;
    if (!article.ParseFromString(reject.raw())) {
      return absl::InvalidArgumentError(absl::StrCat(reject.name(), " is no Article"));
    }
    return Single(EntryOfPush(article));
  }
  if (reject.media_type() == kJsonLineMediaType) return Single(ParseJsonLine(reject.raw(), 1));
  if (reject.media_type() == kGhostMediaType) {
    return ParseGhost(reject.raw(), kept.source.site_uri());
  }
  if (kept.settings.kind() == v1::Feed::KIND_ARCHIVE_PAGE) {
    return ParseArchiveBytes(reject.raw(), "text/html; charset=utf-8", reject.uri());
  }
  if (absl::StartsWith(reject.origin(), kPagesOrigin)) {
    ASSIGN_OR_RETURN(ParsedPage page,
                     ParseHtmlPage(reject.raw(), reject.media_type(), reject.uri()));
    return std::move(page.document);
  }
  if (IsHEntry(reject.raw())) {
    return ParseHFeed(absl::StrCat("<div class=\"h-feed\">", reject.raw(), "</div>"),
                      "text/html; charset=utf-8", reject.uri());
  }
  return ParseFeed(FeedAround(reject.raw()), "application/xml; charset=utf-8", reject.uri());
}

}  // namespace

absl::StatusOr<Document> RereadEntry(const KeptReject& kept) {
  ASSIGN_OR_RETURN(Document document, Parse(kept));
  // What was kept of an entry is well-formed, or it is not all of it.
  if (!document.defect.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(kept.reject.name(), ": ", document.defect));
  }
  std::erase_if(document.errors, &IsOverlooked);
  if (document.entries.size() + document.errors.size() != 1) {
    return absl::FailedPreconditionError(absl::StrCat(
        kept.reject.name(), " can't be read by itself; deliver it again with what was around it"));
  }
  for (EntryError& error : document.errors) {
    error.id = kept.reject.entry();
    error.raw = kept.reject.raw();
  }
  for (Entry& entry : document.entries) {
    entry.id = kept.reject.entry();
    entry.raw = kept.reject.raw();
    if (!kept.source.site_uri().empty()) *entry.article.mutable_source() = kept.source;
  }
  return document;
}

}  // namespace broadsheet::ingest
