// Answers which articles are related to one.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "common/rpc/call.h"
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
                const Searcher& searcher, ReadAfter& read_after)
      : archive_(archive),
        gate_(gate),
        index_(index),
        searcher_(searcher),
        read_after_(read_after) {}

  // A ListRelatedResponse.
  absl::StatusOr<grpc::ByteBuffer> ListRelated(const Call& call,
                                               const v1::ListRelatedRequest& request) const;

 private:
  const Archive& archive_;
  CursorGate& gate_;
  SearchIndex& index_;
  const Searcher& searcher_;
  ReadAfter& read_after_;
};

}  // namespace broadsheet::query
