#include "common/auth/quotas.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet {
namespace {

constexpr absl::Duration kWindow = absl::Minutes(1);
// A caller with too many streams is told to come back after so long.
constexpr absl::Duration kStreamRetryDelay = absl::Seconds(5);
constexpr size_t kFirstSweep = 1024;

absl::Status Exceeded(const std::string& caller, int64_t limit, absl::string_view of_what,
                      absl::string_view name, absl::Duration delay) {
  return WithReason(
      RetryAfter(delay, absl::StrCat(caller, " has used up its quota of ", limit, " ", of_what)),
      "QUOTA_EXCEEDED", {{"quota", std::string(name)}});
}

bool IsLimited(const std::optional<int64_t>& limit) {
  return limit.value_or(kUnlimited) != kUnlimited;
}

// What a bucket that runs out so many a window keeps `amount` for.
absl::Duration Share(int64_t amount, int64_t limit) {
  return kWindow * (static_cast<double>(amount) / static_cast<double>(limit));
}

// How long until a bucket that is empty at `until` has room for one more. Shares are rounded: what
// they are off by together is none.
absl::Duration Wait(absl::Time until, int64_t limit, absl::Time now) {
  constexpr absl::Duration kRounding = absl::Microseconds(1);
  const absl::Duration wait = std::max(until, now) + Share(1, limit) - kWindow - now;
  return wait > kRounding ? wait : absl::ZeroDuration();
}

}  // namespace

Quotas::Quotas(const Quota& defaults, const Clock& clock)
    : defaults_(defaults), clock_(clock), sweep_at_(kFirstSweep) {}

Quotas::Usage& Quotas::UsageOf(const std::string& caller, absl::Time now) {
  if (usage_.size() >= sweep_at_) {
    std::erase_if(usage_, [now](const auto& entry) {
      const Usage& usage = entry.second;
      return usage.requests_until <= now && usage.bytes_until <= now && usage.open_streams == 0;
    });
    sweep_at_ = std::max(kFirstSweep, 2 * usage_.size());
  }
  return usage_[caller];
}

bool Quotas::Limits(const Quota& quota) const {
  const Quota limits = WithDefaults(quota, defaults_);
  return IsLimited(limits.requests_per_minute) || IsLimited(limits.bytes_per_minute) ||
         IsLimited(limits.open_streams);
}

absl::Status Quotas::Take(const std::string& caller, const Quota& quota, int64_t bytes) {
  const Quota limits = WithDefaults(quota, defaults_);
  const int64_t requests_limit = limits.requests_per_minute.value_or(kUnlimited);
  const int64_t bytes_limit = limits.bytes_per_minute.value_or(kUnlimited);
  if (requests_limit == kUnlimited && bytes_limit == kUnlimited) return absl::OkStatus();
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&mutex_);
  Usage& usage = UsageOf(caller, now);
  const absl::Duration requests_wait = Wait(usage.requests_until, requests_limit, now);
  if (requests_wait > absl::ZeroDuration()) {
    return Exceeded(caller, requests_limit, "requests a minute", "requests_per_minute",
                    requests_wait);
  }
  const absl::Duration bytes_wait = Wait(usage.bytes_until, bytes_limit, now);
  if (bytes_wait > absl::ZeroDuration()) {
    return Exceeded(caller, bytes_limit, "bytes a minute", "bytes_per_minute", bytes_wait);
  }
  usage.requests_until = std::max(usage.requests_until, now) + Share(1, requests_limit);
  usage.bytes_until = std::max(usage.bytes_until, now) + Share(bytes, bytes_limit);
  return absl::OkStatus();
}

absl::StatusOr<Quotas::OpenStream> Quotas::Open(const std::string& caller, const Quota& quota) {
  const int64_t limit = WithDefaults(quota, defaults_).open_streams.value_or(kUnlimited);
  if (limit == kUnlimited) return nullptr;
  absl::MutexLock lock(&mutex_);
  Usage& usage = UsageOf(caller, clock_.Now());
  if (usage.open_streams >= limit) {
    return Exceeded(caller, limit, "open streams", "open_streams", kStreamRetryDelay);
  }
  ++usage.open_streams;
  return OpenStream(this, [caller](void* self) { static_cast<Quotas*>(self)->Close(caller); });
}

void Quotas::Close(const std::string& caller) {
  absl::MutexLock lock(&mutex_);
  --usage_.at(caller).open_streams;
}

size_t Quotas::size() const {
  absl::MutexLock lock(&mutex_);
  return usage_.size();
}

}  // namespace broadsheet
