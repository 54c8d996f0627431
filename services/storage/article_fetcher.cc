#include "storage/article_fetcher.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/postgres/rows.h"
#include "common/status.h"
#include "storage/names.h"

namespace broadsheet::storage {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

}  // namespace

ArticleFetcher::ArticleFetcher(const Options& options, Reader& reader)
    : options_(options), reader_(reader) {
  for (int i = 0; i < options_.fetchers; ++i) {
    fetchers_.push_back(StartThread("fetcher of articles", [this] { Run(); }));
  }
}

ArticleFetcher::~ArticleFetcher() {
  {
    absl::MutexLock lock(&mutex_);
    closing_ = true;
  }
  for (std::thread& fetcher : fetchers_) fetcher.join();
}

absl::Status ArticleFetcher::Submit(absl::Time deadline, v1::GetArticleRequest request, Done done) {
  ASSIGN_OR_RETURN(ArticleName name, ParseName(request.name(), "name"));
  const bool is_newest = !name.revision.has_value() && !request.has_as_of();
  Waiting call{deadline, std::move(request), is_newest ? std::move(name.article_id) : "",
               std::move(done)};
  absl::MutexLock lock(&mutex_);
  if (waiting_.size() >= options_.max_waiting) {
    return RetryAfter(kRetryDelay,
                      absl::StrCat(waiting_.size(), " calls of GetArticle wait already"));
  }
  waiting_.push_back(std::move(call));
  return absl::OkStatus();
}

// The first call that waits, and with it those that can share its statement.
ArticleFetcher::Calls ArticleFetcher::Take() {
  Calls calls;
  do {
    calls.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  } while (!waiting_.empty() && calls.size() < options_.max_shared &&
           !calls.back().newest_of.empty() && !waiting_.front().newest_of.empty());
  return calls;
}

void ArticleFetcher::Run() {
  const auto has_work = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return closing_ || waiting_.size() > busy_ * options_.calls_before_another;
  };
  while (true) {
    Calls calls;
    {
      absl::MutexLock lock(&mutex_, absl::Condition(&has_work));
      if (waiting_.empty()) return;
      calls = Take();
      ++busy_;
    }
    const absl::Status fetched = StopExceptions("fetching articles", [&] {
      Fetch(calls);
      return absl::OkStatus();
    });
    // Those that have an answer keep it.
    for (const Waiting& call : calls) {
      if (!fetched.ok()) call.done(fetched);
    }
    absl::MutexLock lock(&mutex_);
    --busy_;
  }
}

void ArticleFetcher::Fetch(Calls& calls) {
  const absl::Time now = absl::Now();
  const auto late = std::stable_partition(
      calls.begin(), calls.end(), [now](const Waiting& call) { return call.deadline > now; });
  for (auto call = late; call != calls.end(); ++call) {
    call->done(absl::DeadlineExceededError("the deadline passed before the call's turn"));
  }
  calls.erase(late, calls.end());
  if (calls.empty()) return;
  const Waiting& first = calls.front();
  if (!first.newest_of.empty()) return FetchNewest(calls);
  const absl::StatusOr<std::string> article = reader_.GetArticle(first.deadline, first.request);
  first.done(article);
}

void ArticleFetcher::FetchNewest(const Calls& calls) {
  absl::Time deadline = absl::InfinitePast();
  std::map<std::string, std::vector<const Waiting*>> callers;
  for (const Waiting& call : calls) {
    deadline = std::max(deadline, call.deadline);
    callers[call.newest_of].push_back(&call);
  }
  while (!callers.empty()) {
    std::vector<std::string> ids;
    for (const auto& [id, unused] : callers) ids.push_back(id);
    const absl::StatusOr<postgres::Rows> articles = reader_.GetNewest(deadline, ids);
    // Where they are too large for one statement some are left.
    const int answered = articles.ok() ? articles->size() : static_cast<int>(ids.size());
    for (int i = 0; i < answered; ++i) {
      const auto group = callers.extract(ids[i]);
      for (const Waiting* call : group.mapped()) {
        if (!articles.ok()) {
          call->done(articles.status());
        } else if (articles->IsNull(i, 0)) {
          call->done(ArticleNotFound(call->request.name()));
        } else {
          call->done(articles->BytesView(i, 0));
        }
      }
    }
  }
}

}  // namespace broadsheet::storage
