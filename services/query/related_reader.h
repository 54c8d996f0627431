// Answers which articles are related to one.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "common/rpc/call.h"
#include "query/answer_cache.h"
#include "query/archive.h"
#include "query/cursor_gate.h"
#include "query/read_after.h"
#include "query/search/index.h"
#include "query/search/searcher.h"

namespace broadsheet::query {

// Which ones the search index knows; what they say is answered from the archive, which may
// know sooner that one was withdrawn. Thread-safe. Errors are those of the proto.
class RelatedReader {
 public:
  // All must outlive it.
  RelatedReader(const Archive& archive, CursorGate& gate, SearchIndex& index,
                const Searcher& searcher, ReadAfter& read_after, AnswerCache& answers)
      : archive_(archive),
        gate_(gate),
        index_(index),
        searcher_(searcher),
        read_after_(read_after),
        answers_(answers) {}

  // A ListRelatedResponse.
  absl::StatusOr<grpc::ByteBuffer> ListRelated(const Call& call,
                                               const v1::ListRelatedRequest& request) const;

 private:
  absl::StatusOr<AnswerCache::Answer> Find(const Call& call, const v1::ListRelatedRequest& request,
                                           const std::string& id, int size) const;

  const Archive& archive_;
  CursorGate& gate_;
  SearchIndex& index_;
  const Searcher& searcher_;
  ReadAfter& read_after_;
  AnswerCache& answers_;
};

}  // namespace broadsheet::query
