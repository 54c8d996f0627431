#include "query/read_after.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/client.h"
#include "common/rpc/status.h"
#include "common/rpc/suspension.h"
#include "common/status.h"

namespace broadsheet::query {
namespace {

constexpr size_t kCommitIdBytes = 16;

// What a suspended call has to know of its earlier runs.
constexpr char kLogEndIsKnown[] = "the log's end was asked for";
constexpr char kLogEndIsUnknown[] = "storage did not say where the log ends";

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

bool IsBeyond(const article::v1::Cursor& wanted, const article::v1::Cursor& end) {
  return wanted.position() > end.position() || wanted.epoch() > end.epoch();
}

absl::Status BeyondTheLog(const article::v1::Cursor& wanted, const article::v1::Cursor& end) {
  return WithReason(
      absl::OutOfRangeError(absl::StrCat("read_after: position ", wanted.position(), " of epoch ",
                                         wanted.epoch(), " is beyond the log, which ends at ",
                                         end.position(), " of epoch ", end.epoch())),
      "LOG_DIVERGED", {{"log_end", absl::StrCat(end.position())}});
}

// A question to storage whether the log holds a cursor.
struct Question {
  std::unique_ptr<grpc::ClientContext> context;
  storage::v1::ListChangesRequest request;
  storage::v1::ListChangesResponse response;
};

std::string IsHeld(const article::v1::Cursor& cursor) {
  return absl::StrCat("the log holds ", cursor.SerializeAsString());
}

}  // namespace

absl::Status ReadAfter::Check(const Call& call, const article::v1::Cursor& wanted,
                              CursorGate& gate) {
  if (wanted.position() == 0) return absl::OkStatus();
  RETURN_IF_ERROR(CheckCursor(wanted));
  const absl::Status reached = gate.Check(wanted);
  Suspension& suspension = *call.suspension;
  if (reached.ok()) {
    const article::v1::Cursor current = gate.current();
    const bool is_known =
        current.epoch() == wanted.epoch() || current.commit_id() == wanted.commit_id();
    if (is_known || suspension.Knows(IsHeld(wanted))) return reached;
    AskStorage(call, wanted);
    return absl::UnavailableError("read_after is being looked up");
  }
  if (!absl::IsUnavailable(reached) || gate.IsTooLateFor(call)) return reached;
  if (IsBeyond(wanted, gate.progress().head)) {
    RETURN_IF_ERROR(AwaitLogEnd(call, wanted));
  }
  suspension.Until([&gate, wanted, &call](Suspension::Resume resume) {
    gate.Wait(wanted, call, [resume = std::move(resume)] { resume(absl::OkStatus()); });
  });
  return reached;
}

// OK where there is nothing to wait for but the projection.
absl::Status ReadAfter::AwaitLogEnd(const Call& call, const article::v1::Cursor& wanted) {
  Suspension& suspension = *call.suspension;
  // The projection can still get there in time, when storage is back.
  if (suspension.Knows(kLogEndIsUnknown)) return absl::OkStatus();
  if (suspension.Knows(kLogEndIsKnown)) {
    const article::v1::Cursor end = log_end_.cursor();
    return IsBeyond(wanted, end) ? BeyondTheLog(wanted, end) : absl::OkStatus();
  }
  suspension.Until([this, &suspension](Suspension::Resume resume) {
    log_end_.Ask([&suspension, resume = std::move(resume)](const absl::Status& status) {
      suspension.Remember(status.ok() ? kLogEndIsKnown : kLogEndIsUnknown);
      resume(absl::OkStatus());
    });
  });
  return absl::UnavailableError("the log's end is being looked up");
}

// Suspends the call until storage has said whether the log holds `wanted`.
void ReadAfter::AskStorage(const Call& call, const article::v1::Cursor& wanted) {
  const auto question = std::make_shared<Question>();
  question->context = ContextFor(call);
  *question->request.mutable_after() = wanted;
  question->request.set_page_size(1);
  call.suspension->Until([this, question, &call](Suspension::Resume resume) {
    storage_.async()->ListChanges(
        question->context.get(), &question->request, &question->response,
        [question, &call, resume = std::move(resume)](const grpc::Status& status) {
          call.suspension->Remember(IsHeld(question->request.after()));
          resume(status.ok() ? absl::OkStatus() : Annotate(FromGrpc(status), "read_after"));
        });
  });
}

}  // namespace broadsheet::query
