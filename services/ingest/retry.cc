#include "ingest/retry.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/prepare/material.h"

namespace broadsheet::ingest {
namespace {

Delivery DeliveryOf(const KeptReject& kept) {
  Delivery delivery;
  delivery.origin = kept.reject.origin();
  delivery.settings = kept.settings;
  delivery.observe_time = absl::Now();
  return delivery;
}

bool IsPage(const KeptReject& kept) {
  return absl::StartsWith(kept.reject.origin(), kPagesOrigin) ||
         kept.settings.kind() == v1::Feed::KIND_ARCHIVE_PAGE;
}

PageKind KindOf(const KeptReject& kept) {
  return kept.settings.kind() == v1::Feed::KIND_ARCHIVE_PAGE ? PageKind::kArchive : PageKind::kAny;
}

}  // namespace

absl::StatusOr<v1::RetryRejectResponse> Retry::RetryReject(const Call& call,
                                                           const v1::RetryRejectRequest& request) {
  ASSIGN_OR_RETURN(const KeptReject kept, quarantine_.Get(call.deadline, request.name()));
  ASSIGN_OR_RETURN(Attempt attempt,
                   attempts_.Begin(call.deadline, kept.reject.name(), request.even_if_set_aside()));
  absl::StatusOr<IntakeReport> report = Take(call, attempt, kept);
  v1::RetryRejectResponse response;
  if (!report.ok()) {
    if (KeptAs(report.status()).empty()) return report.status();
    v1::PushResult& result = *response.add_results();
    result.mutable_error()->ParseFromString(ToRpcStatusBytes(report.status()));
    result.set_reject(KeptAs(report.status()));
    return response;
  }
  if (report->counts.rejected() == 0) {
    RETURN_IF_ERROR(quarantine_.Delete(call.deadline, request.name()));
  }
  for (v1::PushResult& result : report->results) *response.add_results() = std::move(result);
  if (report->read_after) *response.mutable_read_after() = *std::move(report->read_after);
  return response;
}

absl::StatusOr<IntakeReport> Retry::Take(const Call& call, Attempt& attempt,
                                         const KeptReject& kept) {
  const v1::Reject& reject = kept.reject;
  const Delivery delivery = DeliveryOf(kept);
  if (reject.step() == v1::Reject::STEP_FETCH && IsPage(kept)) {
    CrawlRequest crawl;
    crawl.uri = reject.uri();
    crawl.delivery = delivery;
    crawl.expect_archive = KindOf(kept) == PageKind::kArchive;
    ASSIGN_OR_RETURN(CrawlReport report, crawler_.Crawl(call, attempt, crawl));
    return std::move(report.intake);
  }
  if (reject.step() == v1::Reject::STEP_FETCH && reject.raw_size() == 0) {
    return crawler_.TakeFeedAt(call, attempt, delivery, reject.uri());
  }
  if (!kept.whole()) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(
                          reject.name(), ": of ", reject.raw_size(), " bytes only the first ",
                          reject.raw().size(), " were kept")),
                      "REJECT_TRUNCATED");
  }
  const Material material = {reject.raw(), reject.media_type(), reject.uri()};
  if (!reject.entry().empty()) return intake_.TakeKept(call, delivery, material, kept);
  if (IsPage(kept)) return intake_.TakePage(call, delivery, material, KindOf(kept));
  return intake_.TakeFeed(call, delivery, material);
}

}  // namespace broadsheet::ingest
