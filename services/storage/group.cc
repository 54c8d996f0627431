#include "storage/group.h"

#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "common/uuid.h"
#include "storage/resolve.h"
#include "storage/sql.h"

namespace broadsheet::storage {
namespace {

absl::Status LaneBroken() {
  return WithReason(absl::AbortedError("a request before this one in its stream has failed"),
                    "STREAM_BROKEN");
}

}  // namespace

bool GroupEntry::Admit() {
  if (outcome_.has_value()) return false;
  if (batch_.lane != nullptr && batch_.lane->broken) {
    Fail(LaneBroken());
  } else if (batch_.deadline <= absl::Now()) {
    Fail(absl::DeadlineExceededError("the deadline passed before the batch's turn"));
  }
  return !outcome_.has_value();
}

void GroupEntry::Fail(absl::Status status) {
  if (batch_.lane != nullptr) batch_.lane->broken = true;
  outcome_ = std::move(status);
}

void GroupEntry::Conclude(const Recorder::Recorded& recorded) {
  if (!refusal_.ok()) return Fail(refusal_);
  if (answer_.first_position == 0) answer_.first_position = recorded.first_position;
  v1::BatchWriteArticlesResponse response = answer_.response;
  for (WriteResult& result : *response.mutable_results()) {
    if (result.position() > 0) {
      result.set_position(answer_.first_position + result.position() - 1);
    }
  }
  Cursor& read_after = *response.mutable_read_after();
  read_after = recorded.read_after;
  if (const int64_t changes = answer_.changes(); changes > 0) {
    read_after.set_position(answer_.first_position + changes - 1);
    read_after.set_commit_id(UuidToBytes(answer_.commit_id));
  }
  outcome_ = std::move(response);
}

absl::StatusOr<std::map<std::string, LedgerAnswer>> Group::FindAnswered(postgres::Transaction& tx) {
  if (!std::exchange(was_tried_, true)) return std::map<std::string, LedgerAnswer>();
  std::vector<std::string> ids;
  for (const GroupEntry* entry : entries_) ids.push_back(entry->request_id());
  return FindAnswers(tx, ids);
}

void Group::ChooseFresh(std::map<std::string, LedgerAnswer> answers) {
  std::set<const Lane*> broken;
  fresh_.clear();
  for (GroupEntry* entry : entries_) {
    const Lane* lane = entry->batch_.lane.get();
    const auto found = answers.find(entry->request_id());
    entry->refusal_ = broken.contains(lane) ? LaneBroken() : absl::OkStatus();
    entry->answer_ = LedgerAnswer{entry->batch_.digest};
    if (found != answers.end()) {
      entry->answer_ = std::move(found->second);
      if (entry->answer_.request_digest != entry->batch_.digest) {
        entry->refusal_ = InvalidField(
            "request_id",
            absl::StrCat("'", entry->request_id(), "' was used for other writes before"));
      }
    }
    if (!entry->refusal_.ok()) {
      if (lane != nullptr) broken.insert(lane);
    } else if (found == answers.end()) {
      fresh_.push_back(entry);
    }
  }
}

absl::StatusOr<std::vector<LogEntry>> Group::Write(postgres::Transaction& tx,
                                                   const Commit& commit) {
  tx.Defer(sql::kBeginWrite);
  ASSIGN_OR_RETURN(auto answered, FindAnswered(tx));
  ChooseFresh(std::move(answered));
  std::vector<const Batch*> batches;
  for (const GroupEntry* entry : fresh_) batches.push_back(&entry->batch_);
  Resolution resolution(batches, commit.time);
  RETURN_IF_ERROR(resolution.Identify(tx));
  resolution.Decide();
  RETURN_IF_ERROR(resolution.Store(tx, commit));
  std::map<std::string, const LedgerAnswer*> answers;
  for (size_t i = 0; i < fresh_.size(); ++i) {
    LedgerAnswer& answer = fresh_[i]->answer_;
    answer.response = resolution.ResultsOf(i);
    if (answer.changes() > 0) answer.commit_id = commit.id;
    answers[fresh_[i]->request_id()] = &answer;
  }
  KeepAnswers(tx, answers);
  return EntriesOf(resolution.revisions());
}

}  // namespace broadsheet::storage
