// Articles that publishers push.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "common/rpc/conversation.h"
#include "common/rpc/message.h"
#include "ingest/deliver/intake.h"

namespace broadsheet {

// An article with a NUL byte fails alone, and is kept.
template <>
inline constexpr NulBytes kNulBytes<ingest::v1::PushArticleRequest> = NulBytes::kAllowed;
template <>
inline constexpr NulBytes kNulBytes<ingest::v1::PushArticlesRequest> = NulBytes::kAllowed;

}  // namespace broadsheet

namespace broadsheet::ingest {

using PushStream = Conversation<v1::PushArticlesRequest, v1::PushArticlesResponse>;

// Thread-safe.
class Push {
 public:
  // `intake` must outlive it.
  explicit Push(Intake& intake) : intake_(intake) {}

  // The error of a bad article is the call's.
  absl::StatusOr<v1::PushArticleResponse> PushArticle(const Call& call,
                                                      const v1::PushArticleRequest& request);

  // A batch of a stream. A bad article is an error in its result, which blames
  // "articles[3].title"; a malformed batch ends the stream.
  absl::StatusOr<v1::PushArticlesResponse> PushBatch(const Call& call,
                                                     const v1::PushArticlesRequest& request);

  // What the messages of a stream are handled by. The push outlives it.
  std::unique_ptr<PushStream> NewStream();

 private:
  absl::StatusOr<IntakeReport> Take(const Call& call, const Delivery& delivery, Document document);

  Intake& intake_;
};

}  // namespace broadsheet::ingest
