#include "cli/backup/changes.h"

#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {

using storage::v1::StorageService;

constexpr int kMostPerPage = 1000;

absl::Status ReadChanges(const Session& session, article::v1::Cursor& after,
                         absl::FunctionRef<absl::Status(const storage::v1::Change&)> take) {
  storage::v1::ListChangesRequest request;
  request.set_page_size(kMostPerPage);
  int64_t end = 0;
  do {
    if (after.position() > 0) *request.mutable_after() = after;
    ASSIGN_OR_RETURN(const auto page,
                     Call(session, Service::kStorage, &StorageService::Stub::ListChanges, request));
    if (end == 0) end = page.head().position();
    if (page.changes().empty()) break;
    for (const storage::v1::Change& change : page.changes()) {
      RETURN_IF_ERROR(take(change));
      after = change.cursor();
    }
  } while (after.position() < end);
  return absl::OkStatus();
}

}  // namespace broadsheet::cli
