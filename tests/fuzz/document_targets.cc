#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "check.h"
#include "ingest/exports/ghost.h"
#include "ingest/exports/opml.h"
#include "ingest/exports/substack.h"
#include "ingest/feeds/feed_rules.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/formats/json.h"
#include "ingest/formats/jsonl.h"
#include "ingest/html/html_limits.h"
#include "ingest/html/plain_text.h"
#include "ingest/html/sanitise.h"
#include "ingest/imports/json_rows.h"
#include "ingest/imports/wxr_reader.h"
#include "ingest/pages/h_feed.h"
#include "ingest/pages/offered_feeds.h"
#include "ingest/pages/page_parser.h"
#include "ingest/prepare/more_mark.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/text/text.h"
#include "pipeline_context.h"
#include "targets.h"

namespace broadsheet::fuzz {
namespace {

using ingest::HtmlNode;

constexpr char kUri[] = "https://a.example/dir/page?x=1";
// Of a document with more entries the others are of the same kind.
constexpr size_t kMostEntries = 20;

void CheckClean(const HtmlNode& node) {
  constexpr std::array<std::string_view, 4> kUriAttributes = {"href", "src", "cite", "poster"};
  constexpr std::array<std::string_view, 10> kRefused = {
      "script", "style", "iframe", "svg", "math", "object", "embed", "form", "template", "link"};
  for (const std::string_view tag : kRefused) {
    Check(node.tag != tag, "sanitised HTML holds nothing that runs", node.tag);
  }
  for (const auto& [name, value] : node.attributes) {
    Check(!name.starts_with("on") && name != "style" && name != "srcdoc",
          "sanitised HTML has no handlers", name);
    Check(name != "id" || absl::StartsWith(value, "user-content-"), "ids are nobody else's", value);
    if (std::find(kUriAttributes.begin(), kUriAttributes.end(), name) == kUriAttributes.end()) {
      continue;
    }
    const bool web = absl::StartsWith(value, "https://") || absl::StartsWith(value, "http://");
    const bool inside = absl::StartsWith(value, "#user-content-");
    Check(web || (node.tag == "a" && (inside || absl::StartsWithIgnoreCase(value, "mailto:"))),
          "sanitised links are web links", value);
  }
  for (const HtmlNode& child : node.children) CheckClean(child);
}

// What is kept of an article must hold no script, and stay the same when it comes
// back.
void CheckSanitised(const std::string& html) {
  if (!ingest::CheckHtml("html", html).ok()) return;
  const HtmlNode tree = ingest::ParseFragment(html);
  CheckClean(tree);
  const std::string again = ingest::Serialise(ingest::Sanitise(tree, {kUri}));
  Check(again == html, "sanitising is idempotent", again, html);
}

void PrepareEntries(const std::vector<ingest::Entry>& entries) {
  for (size_t i = 0; i < std::min(entries.size(), kMostEntries); ++i) {
    const auto prepared = ingest::Prepare(entries[i], TestContext());
    if (!prepared.ok()) continue;
    const auto& article = prepared->write.article();
    Check(ingest::CheckText("body", article.body_html()).ok(), "articles are UTF-8");
    CheckSanitised(article.body_html());
    CheckSanitised(article.teaser_html());
  }
}

// The documents that an export comes to, which comes in pieces of `size` bytes.
std::string CutExport(std::string_view bytes, size_t size) {
  ingest::WxrReader reader;
  std::string documents;
  const ingest::WxrReader::Take take = [&](ingest::WxrReader::Part part) {
    documents += part.document;
    return absl::OkStatus();
  };
  absl::Status status;
  for (size_t at = 0; status.ok() && at < bytes.size(); at += size) {
    status = reader.Add(bytes.substr(at, size), take);
  }
  if (status.ok()) status = reader.Finish(take);
  return documents + std::string(status.message());
}

// The rows of a JSON export, which comes in pieces of `size` bytes.
std::string CutRows(std::string_view bytes, size_t size) {
  ingest::JsonRows reader(1000);
  std::string rows;
  const ingest::JsonRows::Take take = [&](const ingest::JsonRows::Row& row) {
    rows.append(row.table).append(row.text).append(row.too_long ? "+" : "-");
    return absl::OkStatus();
  };
  absl::Status status;
  for (size_t at = 0; status.ok() && at < bytes.size(); at += size) {
    status = reader.Add(bytes.substr(at, size), take);
  }
  if (status.ok()) status = reader.Finish();
  return rows + std::string(status.message());
}

}  // namespace

void FuzzFeeds(std::string_view input) {
  const auto document = ingest::ParseFeed(input, "", kUri);
  if (!document.ok()) return;
  PrepareEntries(document->entries);
  for (const ingest::Listed& page : document->pages) {
    Check(absl::StartsWithIgnoreCase(page.uri, "http"), "a sitemap lists web pages", page.uri);
  }
}

void FuzzJson(std::string_view input) {
  if (const auto value = ingest::ParseJson(input); value.ok()) {
    const auto again = ingest::ParseJson(ingest::JsonText(*value));
    Check(again.ok() && *again == *value, "JSON is written as it was read");
  }
  if (const auto entry = ingest::ParseJsonLine(input, 1); entry.ok()) PrepareEntries({*entry});
}

void FuzzHtml(std::string_view input) {
  if (!ingest::CheckText("html", input).ok()) return;
  HtmlNode tree = ingest::ParseFragment(input);
  const HtmlNode clean = ingest::Sanitise(tree, {kUri});
  CheckSanitised(ingest::Serialise(clean));
  (void)ingest::PlainText(clean);
  (void)ingest::TakeMoreMark(tree);
  (void)ingest::PlainLine(input);
}

void FuzzPages(std::string_view input) {
  const auto page = ingest::ParseHtmlPage(input, "", kUri);
  if (page.ok()) PrepareEntries(page->document.entries);
  (void)ingest::OfferedFeeds(input, "", kUri);
}

void FuzzHFeeds(std::string_view input) {
  const std::string page = "<!doctype html><div class=\"h-feed\">" + std::string(input);
  const auto document = ingest::ParseHFeed(page, "", kUri);
  if (document.ok()) PrepareEntries(document->entries);
}

void FuzzArchives(std::string_view input) {
  const auto document = ingest::ParseArchiveBytes(input, "", kUri);
  if (document.ok()) PrepareEntries(document->entries);
}

void FuzzExports(std::string_view input) {
  const std::string whole = CutExport(input, std::max<size_t>(1, input.size()));
  Check(CutExport(input, 1 + input.size() % 7) == whole,
        "an export is cut the same however it comes", whole);
  // Prolog and head of what a WordPress writes: the input may do without.
  const std::string document =
      std::string(
          "<rss xmlns:wp=\"http://wordpress.org/export/1.2/\" "
          "xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\"><channel>"
          "<link>https://a.example/</link><wp:wxr_version>1.2</wp:wxr_version>") +
      std::string(input) + "</channel></rss>";
  FuzzFeeds(document);
}

void FuzzGhost(std::string_view input) {
  const std::string whole = CutRows(input, std::max<size_t>(1, input.size()));
  Check(CutRows(input, 1 + input.size() % 7) == whole, "tables are cut the same however they come",
        whole);
  const auto document = ingest::ParseGhost(input, kUri);
  if (document.ok()) PrepareEntries(document->entries);
}

void FuzzSubstack(std::string_view input) {
  const auto document = ingest::ParseSubstack(input, kUri);
  if (document.ok()) PrepareEntries(document->entries);
}

void FuzzOpml(std::string_view input) {
  const auto document = ingest::ParseOpml(input);
  if (!document.ok()) return;
  for (const auto& feed : document->feeds) {
    Check(ingest::CheckFeed(feed, "feed").ok(), "a list's feeds can be polled", feed.uri());
  }
}

}  // namespace broadsheet::fuzz
