// One stream of WriteArticles.
#pragma once

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/stream.h"
#include "storage/messages.h"
#include "storage/write_queue.h"

namespace broadsheet::storage {

using WriteStream = Stream<v1::WriteArticlesRequest, v1::WriteArticlesResponse>;

// Writes the stream's requests in their order, and answers each after its commit.
// Reads on while others are being written, as long as they are few bytes: what the
// caller sends beyond that, flow control holds back. Returns when the caller has no
// more, or with the error of the first request that fails; none behind it is
// written. For the stream's thread; `queue` outlives the call.
absl::Status WriteAll(WriteQueue& queue, const Call& call, WriteStream& stream);

}  // namespace broadsheet::storage
