#include "ingest/exports/ghost.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "common/status.h"
#include "ingest/exports/ghost_text.h"
#include "ingest/formats/category_tree.h"
#include "ingest/formats/json.h"
#include "ingest/html/html.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/charset.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

using nlohmann::json;

constexpr char kPlaceholder[] = "__GHOST_URL__";

const json& Nothing() {
  static const json* const kNothing = new json(json::array());
  return *kNothing;
}

const json& TableOf(const json& data, const char* name) {
  const auto found = data.find(name);
  return found == data.end() || !found->is_array() ? Nothing() : *found;
}

// An id is a number in old exports.
std::string IdAt(const json& row, const char* key) {
  if (!row.is_object()) return "";
  const auto found = row.find(key);
  if (found == row.end()) return "";
  return found->is_string()           ? found->get<std::string>()
         : found->is_number_integer() ? JsonText(*found)
                                      : "";
}

bool IsSet(const json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end()) return false;
  return found->is_boolean() ? found->get<bool>() : found->is_number() && *found != 0;
}

// A date in words; old exports have milliseconds since 1970.
std::string DateAt(const json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number_integer()) return StringAt(row, key);
  const absl::Time time = absl::FromUnixMillis(found->get<int64_t>());
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

// Without a zone it is UTC.
std::string UtcDateAt(const json& row, const char* key) {
  const std::string date = DateAt(row, key);
  const bool bare = !date.empty() && !absl::StrContains(date, "T") && !absl::StrContains(date, "Z");
  return bare ? absl::StrCat(date, " UTC") : date;
}

// What a post is that is none for everybody: as IngestCounts.skipped_kinds.
std::string KindOfOther(const json& post) {
  if (StringAt(post, "type") == "page" || IsSet(post, "page")) return "page";
  const std::string status = StringAt(post, "status");
  if (status == "draft" || status == "scheduled") return status;
  if (status == "sent") return "email";
  if (!status.empty() && status != "published") return "other";
  const std::string visibility = StringAt(post, "visibility");
  return visibility.empty() || visibility == "public" ? "" : "members";
}

// The rows of one table that belong to a post by way of a table between.
class Relation {
 public:
  Relation(const json& rows, const json& links, const char* key) {
    std::map<std::string, const json*> by_id;
    for (const json& row : rows) by_id.emplace(IdAt(row, "id"), &row);
    std::map<std::string, std::vector<std::pair<int64_t, const json*>>> ordered;
    for (const json& link : links) {
      const auto row = by_id.find(IdAt(link, key));
      if (row == by_id.end()) continue;
      const auto order = link.find("sort_order");
      const bool has_order = order != link.end() && order->is_number_integer();
      ordered[IdAt(link, "post_id")].emplace_back(has_order ? order->get<int64_t>() : 0,
                                                  row->second);
    }
    for (auto& [post, found] : ordered) {
      std::stable_sort(found.begin(), found.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
      for (const auto& each : found) rows_[post].push_back(each.second);
    }
    by_id_ = std::move(by_id);
  }

  // In their order; where none are linked, what the post itself holds under `embedded`, or
  // the row whose id it has under `id_key`.
  std::vector<const json*> Of(const json& post, const char* embedded, const char* id_key) const {
    const auto found = rows_.find(IdAt(post, "id"));
    if (found != rows_.end()) return found->second;
    std::vector<const json*> own;
    for (const json& each : TableOf(post, embedded)) {
      if (each.is_object()) own.push_back(&each);
    }
    const std::string id = IdAt(post, id_key);
    const auto single = by_id_.find(id);
    if (own.empty() && !id.empty() && single != by_id_.end()) own.push_back(single->second);
    return own;
  }

 private:
  std::map<std::string, const json*> by_id_;
  std::map<std::string, std::vector<const json*>> rows_;
};

class GhostReader {
 public:
  GhostReader(const json& data, const std::string& site_uri)
      : tags_(TableOf(data, "tags"), TableOf(data, "posts_tags"), "tag_id"),
        users_(TableOf(data, "users"), TableOf(data, "posts_authors"), "author_id"),
        site_(absl::StripSuffix(site_uri, "/")) {
    document_.site_uri = site_uri;
    for (const json& setting : TableOf(data, "settings")) {
      if (!setting.is_object()) continue;
      const std::string key = StringAt(setting, "key");
      if (key == "title") document_.title = CollapseSpace(StringAt(setting, "value"));
      if (key == "locale" || key == "lang" || key == "default_locale") {
        document_.language_code = StringAt(setting, "value");
      }
    }
  }

  void Read(const json& post) {
    if (!post.is_object()) return;
    if (const std::string kind = KindOfOther(post); !kind.empty()) {
      ++document_.left_out;
      ++document_.left_out_kinds[kind];
      return;
    }
    Entry entry = EntryOf(post);
    if (entry.article.canonical_uri().empty()) {
      document_.errors.push_back(
          {entry.id, std::move(entry.raw),
           InvalidField("header.site_uri",
                        "is needed: the export does not say where its site is")});
      return;
    }
    document_.entries.push_back(std::move(entry));
  }

  Document& document() { return document_; }

  Document Finish() && {
    document_.categories = std::move(categories_).TakeUsed();
    return std::move(document_);
  }

 private:
  std::string Resolved(const std::string& text) const {
    return absl::StrReplaceAll(text, {{kPlaceholder, site_}});
  }

  // Where the site shows the post; where that is not known, what it calls its original.
  std::string UriOf(const json& post) const {
    const std::string slug = StringAt(post, "slug");
    if (!site_.empty() && !slug.empty()) return absl::StrCat(site_, "/", slug, "/");
    for (const char* key : {"url", "canonical_url"}) {
      const std::string uri = StringAt(post, key);
      if (!SiteOf(uri).empty()) return uri;
    }
    return "";
  }

  Entry EntryOf(const json& post) {
    Entry entry;
    entry.witness = Witness::kExport;
    article::v1::Article& article = entry.article;
    // As its feed has it: the id, or the UUID where ids are numbers.
    const std::string id = IdAt(post, "id");
    const bool number = id.find_first_not_of("0123456789") == std::string::npos;
    const std::string uuid = StringAt(post, "uuid");
    article.set_source_guid(number && !uuid.empty() ? uuid : id);
    article.set_canonical_uri(UriOf(post));
    article.mutable_source()->set_title(document_.title);
    article.mutable_source()->set_site_uri(site_.empty() ? SiteOf(article.canonical_uri())
                                                         : document_.site_uri);
    article.mutable_source()->set_language_code(document_.language_code);
    article.set_title(CollapseSpace(StringAt(post, "title")));
    article.set_body_html(Resolved(HtmlOfGhostPost(post)));
    const std::string excerpt = CollapseSpace(StringAt(post, "custom_excerpt"));
    if (!excerpt.empty()) {
      article.set_teaser_html(absl::StrCat("<p>", EscapeHtml(excerpt), "</p>"));
    }
    article.set_image_uri(Resolved(StringAt(post, "feature_image")));
    if (article.image_uri().empty()) article.set_image_uri(Resolved(StringAt(post, "image")));
    article.set_language_code(StringAt(post, "locale"));
    entry.publish_date = UtcDateAt(post, "published_at");
    if (entry.publish_date.empty()) entry.publish_date = UtcDateAt(post, "created_at");
    entry.update_date = UtcDateAt(post, "updated_at");
    entry.base_uri = article.canonical_uri();
    entry.id = article.source_guid().empty() ? article.canonical_uri() : article.source_guid();
    AddRelated(post, entry);
    return entry;
  }

  // Sets what other tables say of the post, and what is kept of it, should it be refused.
  void AddRelated(const json& post, Entry& entry) {
    json own = post;
    own["tags"] = json::array();
    own["authors"] = json::array();
    own.erase("plaintext");
    for (const json* tag : tags_.Of(post, "tags", "")) {
      const std::string name = CollapseSpace(StringAt(*tag, "name"));
      own["tags"].push_back(*tag);
      const bool internal = StringAt(*tag, "visibility") == "internal" || name.starts_with('#');
      if (internal || name.empty()) continue;
      if (!entry.article.categories().empty()) {
        entry.tag_names.push_back(name);
        continue;
      }
      std::string category = categories_.Use(StringAt(*tag, "slug"), name);
      if (category.empty()) category = categories_.Use(name, name);
      if (!category.empty()) entry.article.add_categories(category);
    }
    for (const json* user : users_.Of(post, "authors", "author_id")) {
      const std::string name = CollapseSpace(StringAt(*user, "name"));
      own["authors"].push_back({{"name", name}});
      if (!name.empty()) entry.article.add_authors()->set_display_name(name);
    }
    entry.raw = JsonText({{"data", {{"posts", {std::move(own)}}}}});
  }

  const Relation tags_;
  const Relation users_;
  const std::string site_;
  CategoryTree categories_;
  Document document_;
};

// The object with the tables; null where there is none.
const json* DataOf(const json& whole) {
  if (whole.is_object() && whole.contains("posts")) return &whole;
  const json* outer = &whole;
  if (whole.is_object() && whole.contains("db") && whole["db"].is_array() && !whole["db"].empty()) {
    outer = &whole["db"][0];
  }
  if (!outer->is_object()) return nullptr;
  const auto data = outer->find("data");
  return data == outer->end() || !data->is_object() ? nullptr : &*data;
}

// Tables that are no JSON as a whole, `defect`: the rows that are. Posts that are none go to
// `torn`.
absl::StatusOr<json> ParseRowByRow(std::string_view text, const absl::Status& defect,
                                   std::vector<EntryError>& torn) {
  json data = {{"posts", json::array()}};
  for (const char* table : {"posts", "tags", "posts_tags", "users", "posts_authors", "settings"}) {
    for (const std::string_view row : SplitArray(text, table)) {
      absl::StatusOr<json> parsed = ParseLooseJson(row);
      if (parsed.ok()) {
        data[table].push_back(*std::move(parsed));
      } else if (table == std::string_view("posts")) {
        torn.push_back({"", std::string(row), parsed.status()});
      }
    }
  }
  if (data["posts"].empty() && torn.empty()) return defect;
  return data;
}

}  // namespace

absl::StatusOr<Document> ParseGhost(std::string_view bytes, const std::string& site_uri) {
  const DecodedText read = ToUtf8(bytes, "");
  absl::StatusOr<json> whole = ParseLooseJson(read.text);
  std::vector<EntryError> torn;
  if (!whole.ok()) whole = ParseRowByRow(read.text, whole.status(), torn);
  RETURN_IF_ERROR(whole.status());
  const json* data = DataOf(*whole);
  if (data == nullptr) return absl::InvalidArgumentError("no Ghost export: it has no \"data\"");
  GhostReader reader(*data, site_uri);
  reader.document().errors = std::move(torn);
  for (const json& post : TableOf(*data, "posts")) {
    if (IsFull(reader.document())) break;
    reader.Read(post);
  }
  Document document = std::move(reader).Finish();
  document.defect = read.defect;
  return document;
}

}  // namespace broadsheet::ingest
