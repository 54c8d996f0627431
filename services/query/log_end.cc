#include "query/log_end.h"

#include <memory>
#include <utility>

#include "common/rpc/client.h"
#include "common/rpc/status.h"

namespace broadsheet::query {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(2);

}  // namespace

struct LogEnd::Question {
  std::unique_ptr<grpc::ClientContext> context = ContextFor(BackgroundCall("log end", kTimeout));
  storage::v1::GetStatusRequest request;
  storage::v1::GetStatusResponse response;
};

LogEnd::~LogEnd() {
  const auto is_idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !is_asking_; };
  absl::MutexLock lock(&mutex_, absl::Condition(&is_idle));
}

void LogEnd::Ask(Done done) {
  {
    absl::MutexLock lock(&mutex_);
    next_.push_back(std::move(done));
    if (is_asking_) return;
    is_asking_ = true;
    asked_.swap(next_);
  }
  Send();
}

void LogEnd::Send() {
  const auto question = std::make_shared<Question>();
  storage_.async()->GetStatus(
      question->context.get(), &question->request, &question->response,
      [this, question](const grpc::Status& status) { OnAnswer(*question, FromGrpc(status)); });
}

void LogEnd::OnAnswer(const Question& question, const absl::Status& status) {
  std::vector<Done> answered;
  {
    absl::MutexLock lock(&mutex_);
    if (status.ok()) cursor_ = question.response.head();
    answered.swap(asked_);
  }
  for (const Done& done : answered) done(status);
  {
    absl::MutexLock lock(&mutex_);
    asked_.swap(next_);
    is_asking_ = !asked_.empty();
    if (!is_asking_) return;
  }
  Send();
}

article::v1::Cursor LogEnd::cursor() const {
  absl::MutexLock lock(&mutex_);
  return cursor_;
}

}  // namespace broadsheet::query
