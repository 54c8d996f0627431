#include "query/read_after.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

constexpr size_t kCommitIdBytes = 16;

absl::Status CheckCursor(const article::v1::Cursor& cursor) {
  if (cursor.position() < 0) {
    return InvalidField("read_after.position", absl::StrCat("is negative: ", cursor.position()));
  }
  if (cursor.commit_id().size() != kCommitIdBytes) {
    return InvalidField("read_after.commit_id",
                        absl::StrCat("has ", cursor.commit_id().size(), " bytes, not 16"));
  }
  return absl::OkStatus();
}

absl::Status AskStorage(const Call& call, const article::v1::Cursor& cursor,
                        storage::v1::StorageService::StubInterface& storage) {
  storage::v1::ListChangesRequest request;
  *request.mutable_after() = cursor;
  request.set_page_size(1);
  storage::v1::ListChangesResponse response;
  const auto context = ContextFor(call);
  const absl::Status status = FromGrpc(storage.ListChanges(context.get(), request, &response));
  return status.ok() ? status : Annotate(status, "read_after");
}

}  // namespace

absl::Status AwaitReadAfter(const Call& call, const article::v1::Cursor& wanted,
                            const CursorGate& gate,
                            storage::v1::StorageService::StubInterface& storage) {
  if (wanted.position() == 0) return absl::OkStatus();
  RETURN_IF_ERROR(CheckCursor(wanted));
  RETURN_IF_ERROR(gate.Await(wanted, call));
  const article::v1::Cursor current = gate.current();
  if (current.epoch() == wanted.epoch() || current.commit_id() == wanted.commit_id()) {
    return absl::OkStatus();
  }
  return AskStorage(call, wanted, storage);
}

}  // namespace broadsheet::query
