#include "ingest/exports/substack.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status.h"
#include "ingest/exports/csv.h"
#include "ingest/exports/zip.h"
#include "ingest/html/html.h"
#include "ingest/text/charset.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr ZipLimits kLimits = {.file_bytes = 8 << 20, .total_bytes = 256 << 20};
constexpr std::string_view kTable = "posts.csv";

std::string_view NameIn(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// Who packs it again may put a folder around it; a Mac adds "__MACOSX/…/._posts.csv".
bool IsTable(std::string_view path) { return NameIn(path) == kTable; }
bool IsText(std::string_view path) {
  return path.ends_with(".html") &&
         absl::StrContains(absl::StrCat("/", std::string(path)), "/posts/") &&
         !NameIn(path).starts_with('.');
}

std::string Field(const CsvRow& row, const char* name) {
  const auto found = row.find(name);
  return found == row.end() ? "" : CollapseSpace(found->second);
}

// What a post is that is none for everybody: as IngestCounts.skipped_kinds.
std::string KindOfOther(const CsvRow& row) {
  if (Field(row, "type") == "page") return "page";
  if (AsciiLower(Field(row, "is_published")) != "true") return "draft";
  const std::string audience = Field(row, "audience");
  return audience.empty() || audience == "everyone" ? "" : "members";
}

Entry EntryOf(const CsvRow& row, const std::string& site_uri, const std::string& html) {
  Entry entry;
  entry.witness = Witness::kExport;
  const std::string id = Field(row, "post_id");
  const std::string uri = absl::StrCat(std::string(absl::StripSuffix(site_uri, "/")), "/p/",
                                       id.substr(id.find('.') + 1));
  article::v1::Article& article = entry.article;
  // As its feed has it.
  article.set_source_guid(uri);
  article.set_canonical_uri(uri);
  article.mutable_source()->set_site_uri(site_uri);
  article.set_title(Field(row, "title"));
  article.set_body_html(html);
  const std::string subtitle = Field(row, "subtitle");
  if (!subtitle.empty()) {
    article.set_teaser_html(absl::StrCat("<p>", EscapeHtml(subtitle), "</p>"));
  }
  entry.publish_date = Field(row, "post_date");
  entry.base_uri = uri;
  entry.id = id;
  entry.raw = html;
  return entry;
}

}  // namespace

absl::StatusOr<Document> ParseSubstack(std::string_view bytes, const std::string& site_uri) {
  ASSIGN_OR_RETURN(const auto files, Unzip(bytes, kLimits, [](std::string_view path) {
                     return IsTable(path) || IsText(path);
                   }));
  std::map<std::string, const ZipFile*> texts;
  const ZipFile* table = nullptr;
  for (const auto& [path, file] : files) {
    if (IsTable(path)) table = &file;
    if (IsText(path)) texts.emplace(NameIn(path), &file);
  }
  if (table == nullptr || table->too_long) {
    return absl::InvalidArgumentError("no Substack export: it has no posts.csv, or a huge one");
  }
  if (site_uri.empty()) {
    return InvalidField("header.site_uri",
                        "is needed: a Substack export does not say where its site is");
  }
  Document document;
  document.site_uri = site_uri;
  for (const CsvRow& row : ParseCsv(ToUtf8(table->bytes, "utf-8").text)) {
    const std::string id = Field(row, "post_id");
    if (IsFull(document)) break;
    if (const std::string kind = KindOfOther(row); !kind.empty()) {
      ++document.left_out;
      ++document.left_out_kinds[kind];
      continue;
    }
    const auto text = texts.find(absl::StrCat(id, ".html"));
    if (text != texts.end() && text->second->too_long) {
      document.errors.push_back(
          {id, text->second->bytes,
           InvalidField("entry", absl::StrCat("more than ", kLimits.file_bytes, " bytes"))});
      continue;
    }
    document.entries.push_back(EntryOf(
        row, site_uri, text == texts.end() ? "" : ToUtf8(text->second->bytes, "utf-8").text));
  }
  return document;
}

}  // namespace broadsheet::ingest
