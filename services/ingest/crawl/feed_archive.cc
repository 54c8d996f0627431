#include "ingest/crawl/feed_archive.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/status.h"

namespace broadsheet::ingest {
namespace {

// Whether the same may be asked again later: the server, storage, PostgreSQL or a parser
// is away or busy, or our time is over.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsCancelled(status) || absl::IsAborted(status) ||
         (absl::IsResourceExhausted(status) && KeptAs(status).empty());
}

// Whether `page` has an article that is not in `*seen`, to which it adds.
bool HasNew(const IntakeReport& page, std::set<std::string>* seen) {
  bool is_new = false;
  for (const v1::PushResult& result : page.results) {
    const std::string& what = result.name().empty() ? result.reject() : result.name();
    is_new = seen->insert(what).second || is_new;
  }
  return is_new;
}

}  // namespace

absl::StatusOr<IntakeReport> FeedArchive::ReadPage(const Call& call, Attempt& attempt,
                                                   Delivery delivery, const ArchivePlace& place) {
  RETURN_IF_ERROR(attempt.MoveTo(call.deadline, place.next_uri));
  delivery.observe_time = *place.begin_time - absl::Microseconds(place.pages + 1);
  return crawler_.TakeFeedAt(call, attempt, delivery, place.next_uri);
}

absl::Status FeedArchive::Read(const Call& call, Attempt& attempt, const Delivery& delivery,
                               ArchivePlace* place, IntakeReport* report, Note note) {
  std::set<std::string> seen_uris;
  std::set<std::string> seen_articles;
  HasNew(*report, &seen_articles);
  while (true) {
    if (place->next_uri.empty() || place->pages >= max_pages_ ||
        !seen_uris.insert(place->next_uri).second) {
      break;
    }
    if (call.over() || call.time_left() <= absl::ZeroDuration()) return absl::OkStatus();
    absl::StatusOr<IntakeReport> page = ReadPage(call, attempt, delivery, *place);
    if (!page.ok()) {
      Log(Severity::kWarning, "an older document of a feed could not be read",
          {{"feed", delivery.settings.name()},
           {"uri", place->next_uri},
           {"goes_on", IsPassing(page.status())},
           {"error", page.status().message()}});
      if (IsPassing(page.status())) return absl::OkStatus();
      RETURN_IF_ERROR(crawler_.NoteUnread(call, delivery, place->next_uri, page.status(), report));
      break;
    }
    ++place->pages;
    place->next_uri = HasNew(*page, &seen_articles) ? page->older_uri : "";
    report->Add(*std::move(page));
    RETURN_IF_ERROR(note(*place));
  }
  place->next_uri.clear();
  place->end_time = absl::Now();
  return note(*place);
}

}  // namespace broadsheet::ingest
