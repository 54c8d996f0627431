#include "query/watch/resume_token.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/status.h"
#include "query/page_token.h"

namespace broadsheet::query {
namespace {

constexpr absl::Duration kAskTimeout = absl::Seconds(5);

absl::Status Diverged(const ListPlace& place) {
  return WithReason(
      absl::OutOfRangeError(absl::StrCat("resume_token: the log does not go on from position ",
                                         place.cursor.position(), " of epoch ",
                                         place.cursor.epoch(), ": list again, and watch anew")),
      "LOG_DIVERGED", {{"position", absl::StrCat(place.cursor.position())}});
}

absl::Status AskStorage(const Call& call, const ListPlace& place,
                        storage::v1::StorageService::StubInterface& storage) {
  Call ask = call;
  ask.deadline = std::min(call.deadline, absl::Now() + kAskTimeout);
  storage::v1::ListChangesRequest request;
  *request.mutable_after() = place.cursor;
  request.set_page_size(1);
  storage::v1::ListChangesResponse response;
  const auto context = ContextFor(ask);
  const absl::Status status = FromGrpc(storage.ListChanges(context.get(), request, &response));
  return absl::IsOutOfRange(status) ? Diverged(place) : status;
}

}  // namespace

std::string MakeResumeToken(const std::vector<std::string>& keys,
                            const v1::WatchArticlesRequest& request, const ListPlace& place) {
  PagePosition position;
  position.read_after = place.cursor;
  position.list_time = absl::UnixEpoch();
  position.offset = place.ordinal;
  return MakePageToken(keys, request, position);
}

absl::StatusOr<ListPlace> OpenResumeToken(const std::vector<std::string>& keys,
                                          const v1::WatchArticlesRequest& request,
                                          std::string_view token) {
  const absl::StatusOr<PagePosition> position = OpenPageToken(keys, request, token);
  if (!position.ok()) {
    return InvalidField("resume_token",
                        "is not one that was answered to this filter: go on with the filter that "
                        "it came from, or list again and watch without one");
  }
  return ListPlace{position->read_after, position->offset};
}

absl::Status CheckIsKept(const ListPlace& place, const ListLogPage& page) {
  if (place.cursor.position() >= page.complete_after) return absl::OkStatus();
  return WithReason(
      absl::OutOfRangeError(absl::StrCat(
          "resume_token: how lists have changed is kept from position ", page.complete_after,
          " on, and ", place.cursor.position(), " is before: list again, and watch anew")),
      "RESUME_TOKEN_EXPIRED",
      {{"position", absl::StrCat(place.cursor.position())},
       {"kept_after", absl::StrCat(page.complete_after)}});
}

absl::Status CheckPlace(const Call& call, const ListPlace& place, const ListLogPage& now,
                        storage::v1::StorageService::StubInterface& storage) {
  const article::v1::Cursor& cursor = place.cursor;
  const bool is_ahead = cursor.position() > now.end.position();
  if (cursor.position() > 0 && (is_ahead || cursor.epoch() != now.end.epoch())) {
    RETURN_IF_ERROR(AskStorage(call, place, storage));
  }
  if (is_ahead) {
    return WithReason(absl::UnavailableError(absl::StrCat("the archive is at position ",
                                                          now.end.position(), ", not yet at ",
                                                          cursor.position(), " of resume_token")),
                      "PROJECTION_BEHIND", {{"projection", "archive"}});
  }
  if (cursor.position() == now.end.position() && cursor.commit_id() != now.end.commit_id()) {
    return Diverged(place);
  }
  return CheckIsKept(place, now);
}

}  // namespace broadsheet::query
