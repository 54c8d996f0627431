#include "ingest/formats/jsonl.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/formats/json.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {

absl::StatusOr<Entry> ParseJsonLine(std::string_view line, int64_t number) {
  const std::string place = absl::StrCat("line ", number);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (number == 1 && line.starts_with(kMark)) line.remove_prefix(kMark.size());
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

}  // namespace broadsheet::ingest
