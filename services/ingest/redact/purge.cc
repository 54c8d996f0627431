#include "ingest/redact/purge.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"
#include "ingest/sql.h"

namespace broadsheet::ingest {
namespace {

using postgres::Params;
using postgres::Rows;

// Origins whose documents have many entries. What is of a page is told by its keys.
std::vector<std::string> DocumentOrigins(const std::vector<std::string>& actors) {
  std::vector<std::string> origins;
  for (const std::string& actor : actors) {
    if (absl::StartsWith(actor, "feeds/") || absl::StartsWith(actor, "imports/")) {
      // An archive page's origin has more behind the feed's name.
      origins.push_back(actor.substr(0, actor.find('/', actor.find('/') + 1)));
    }
  }
  std::sort(origins.begin(), origins.end());
  origins.erase(std::unique(origins.begin(), origins.end()), origins.end());
  return origins;
}

}  // namespace

absl::Status PurgeRedacted(postgres::Transaction& tx, const Redacted& redacted) {
  const std::vector<std::string> origins = DocumentOrigins(redacted.actors);
  std::vector<std::string> keys = redacted.keys;
  ASSIGN_OR_RETURN(const Rows known,
                   tx.Run(sql::kFindRedactedKeys, Params().Text(redacted.article_id)));
  for (int row = 0; row < known.size(); ++row) keys.push_back(known.Bytes(row, 0));
  ASSIGN_OR_RETURN(const Rows fetches, tx.Run(sql::kPurgeFetches, Params()
                                                                      .Text(redacted.article_id)
                                                                      .BytesArray(keys)
                                                                      .TextArray(origins)
                                                                      .Time(redacted.time)));
  ASSIGN_OR_RETURN(
      const Rows rejects,
      tx.Run(sql::kPurgeRejects, Params().BytesArray(keys).TextArray(origins).Time(redacted.time)));
  RETURN_IF_ERROR(tx.Run(sql::kPurgeMemory, Params().TextArray(origins)).status());
  RETURN_IF_ERROR(tx.Run(sql::kPurgeNotifications, Params().TextArray(origins)).status());
  RETURN_IF_ERROR(tx.Run(sql::kDropBodies, {}).status());
  if (redacted.wholly) {
    RETURN_IF_ERROR(tx.Run(sql::kNoteRedactedArticle, Params().Text(redacted.article_id)).status());
    RETURN_IF_ERROR(tx.Run(sql::kNoteRedactedKeys, Params().BytesArray(keys)).status());
  }
  Log(Severity::kInfo, "what was redacted is kept no longer",
      {{"article", absl::StrCat("articles/", redacted.article_id)},
       {"documents", fetches.affected()},
       {"rejects", rejects.affected()}});
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
