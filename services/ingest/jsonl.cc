#include "ingest/jsonl.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/derived_fields.h"
#include "ingest/json.h"
#include "ingest/text.h"

namespace broadsheet::ingest {

absl::StatusOr<Entry> ParseJsonLine(std::string_view line, int64_t number) {
  const std::string place = absl::StrCat("line ", number);
  if (absl::Status status = CheckText("line", line); !status.ok()) return Annotate(status, place);
  // Its errors name the byte, protobuf's only the text around it.
  if (const auto json = ParseJson(line); !json.ok()) return Annotate(json.status(), place);
  article::v1::Article article;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(line.data(), line.size()), &article);
  if (!status.ok()) {
    return InvalidField("article", absl::StrCat(place, ": ", std::string(status.message())));
  }
  Entry entry = EntryOfPush(article);
  if (entry.id.empty()) entry.id = place;
  entry.raw = std::string(line);
  return entry;
}

Entry EntryOfPush(const article::v1::Article& article) {
  Entry entry;
  entry.witness = Witness::kPublisher;
  entry.article = article;
  // As an export has them: to be made again of the body.
  if (!article.body_html().empty()) ClearDerived(&entry.article);
  entry.article.clear_derived_fields();
  entry.base_uri =
      article.canonical_uri().empty() ? article.source().site_uri() : article.canonical_uri();
  entry.id = article.source_guid().empty() ? article.canonical_uri() : article.source_guid();
  return entry;
}

}  // namespace broadsheet::ingest
