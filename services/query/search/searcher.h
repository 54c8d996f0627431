// Answers from the search index.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/query/v1/query_service.pb.h"
#include "common/rpc/call.h"
#include "query/archive.h"
#include "query/cursor_gate.h"
#include "query/page_token.h"
#include "query/page_token_keys.h"
#include "query/read_after.h"
#include "query/search/index.h"

namespace broadsheet::query {

// The RPCs that search. UNAVAILABLE with reason INDEX_BUILDING while the index has
// not caught up since it was made. Thread-safe. Errors are those of the proto.
class Searcher {
 public:
  // All must outlive it.
  Searcher(SearchIndex& index, CursorGate& gate, PageTokenKeys& keys, ReadAfter& read_after)
      : index_(index), gate_(gate), keys_(keys), read_after_(read_after) {}

  absl::StatusOr<v1::SearchArticlesResponse> SearchArticles(
      const Call& call, const v1::SearchArticlesRequest& request) const;

  // What matches a filter with text, at most `limit` behind `after`.
  absl::StatusOr<std::vector<ListKey>> List(const Filter& filter, ListOrder order,
                                            const std::optional<ListKey>& after, int limit) const;

  // As ReadAfter::Check(), once the index is built.
  absl::Status Await(const Call& call, const article::v1::Cursor& read_after) const;

 private:
  absl::Status CheckBuilt() const;

  SearchIndex& index_;
  CursorGate& gate_;
  PageTokenKeys& keys_;
  ReadAfter& read_after_;
};

}  // namespace broadsheet::query
