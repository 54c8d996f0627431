#include "query/watch/article_watch.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/status.h"
#include "query/normal_form.h"
#include "query/watch/resume_token.h"

namespace broadsheet::query {
namespace {

using Event = v1::WatchArticlesResponse;

constexpr int kPageSize = 100;
// For one read, where the call has no deadline.
constexpr absl::Duration kReadTimeout = absl::Seconds(10);

// Reads the log by itself until it has caught up with the feed, and again where the feed has
// dropped it.
class ArticleWatch final : public Watch<Event> {
 public:
  ArticleWatch(const WatchSources& sources, v1::WatchArticlesRequest request, Filter filter)
      : sources_(sources),
        token_(request.resume_token()),
        request_(NormalForm(std::move(request))),
        filter_(std::move(filter)) {}

  void SetWake(std::function<void()> wake) override {
    subscriber_.emplace(sources_.feed, filter_, std::move(wake));
  }

  absl::StatusOr<std::optional<Event>> Next(const Call& call) override {
    const absl::Time deadline = std::min(call.deadline, absl::Now() + kReadTimeout);
    if (keys_.empty()) RETURN_IF_ERROR(Begin(call, deadline));
    std::optional<Event> event = TakeLive();
    while (!event.has_value() && !subscriber_->is_joined()) {
      ASSIGN_OR_RETURN(event, ReadOn(call, deadline));
    }
    if (!event.has_value() && absl::Now() - last_told_ >= sources_.heartbeat * 0.9) {
      event = Tell(Event::KIND_UNSPECIFIED);
    }
    if (event.has_value()) last_told_ = absl::Now();
    return event;
  }

 private:
  absl::Status Begin(const Call& call, absl::Time deadline) {
    ASSIGN_OR_RETURN(std::vector<std::string> keys, sources_.keys.Get(deadline));
    if (!token_.empty()) {
      ASSIGN_OR_RETURN(place_, OpenResumeToken(keys, request_, token_));
    }
    ASSIGN_OR_RETURN(const ListLogPage now, sources_.log.ReadEnd(deadline));
    if (token_.empty()) {
      place_ = ListPlace{now.end};
    } else {
      RETURN_IF_ERROR(CheckPlace(call, place_, now, sources_.storage));
    }
    generation_ = now.generation;
    keys_ = std::move(keys);
    return absl::OkStatus();
  }

  std::optional<Event> TakeLive() {
    if (!subscriber_->is_joined()) return std::nullopt;
    ListPlace up_to;
    const std::optional<ListEvent> event = subscriber_->Take(&up_to);
    if (event.has_value()) return Tell(event->kind, event->place, event->change.get());
    // Dropped since, it goes on behind what it has told.
    if (subscriber_->is_joined()) place_ = up_to;
    return std::nullopt;
  }

  // The next event of the log; a heartbeat where a page of it has none, or CAUGHT_UP. Nothing
  // where it is to be read on, or the feed tells what comes.
  absl::StatusOr<std::optional<Event>> ReadOn(const Call& call, absl::Time deadline) {
    if (!page_.has_value()) {
      ASSIGN_OR_RETURN(ListLogPage page, sources_.log.Read(deadline, place_, kPageSize));
      if (page.generation != generation_) {
        RETURN_IF_ERROR(CheckPlace(call, place_, page, sources_.storage));
      }
      RETURN_IF_ERROR(CheckIsKept(place_, page));
      generation_ = page.generation;
      page_ = std::move(page);
      next_ = 0;
    }
    while (next_ < page_->changes.size()) {
      const ListChange& change = *page_->changes[next_++];
      const auto kind = KindOf(change, filter_);
      if (kind.has_value()) return Tell(*kind, PlaceOf(change, *page_), &change);
    }
    const ListLogPage read = *std::exchange(page_, std::nullopt);
    place_ = read.read;
    if (!read.is_last) return Tell(Event::KIND_UNSPECIFIED);
    if (!subscriber_->Join(place_, read.generation)) return std::nullopt;
    if (std::exchange(caught_up_, true)) return std::nullopt;
    return Tell(Event::KIND_CAUGHT_UP);
  }

  Event Tell(Event::Kind kind) {
    Event event;
    event.set_kind(kind);
    event.set_resume_token(MakeResumeToken(keys_, request_, place_));
    return event;
  }

  Event Tell(Event::Kind kind, const ListPlace& place, const ListChange* change) {
    place_ = place;
    Event event = Tell(kind);
    *event.mutable_article() = ArticleOfEvent(*change, kind);
    return event;
  }

  const WatchSources& sources_;
  const std::string token_;
  const v1::WatchArticlesRequest request_;
  const Filter filter_;
  std::vector<std::string> keys_;
  // Everything up to it has been told, of a log of that generation.
  ListPlace place_;
  std::string generation_;
  // What was read of the log, and what of it is looked at next.
  std::optional<ListLogPage> page_;
  size_t next_ = 0;
  bool caught_up_ = false;
  absl::Time last_told_ = absl::Now();
  std::optional<ListFeed::Subscriber> subscriber_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Watch<Event>>> NewArticleWatch(
    const WatchSources& sources, const v1::WatchArticlesRequest& request) {
  if (!request.filter().text().empty()) {
    return InvalidField("filter.text", "can't be watched: search instead");
  }
  ASSIGN_OR_RETURN(Filter filter, ParseFilter(request.filter()));
  return std::make_unique<ArticleWatch>(sources, request, std::move(filter));
}

}  // namespace broadsheet::query
