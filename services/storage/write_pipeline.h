// One stream of WriteArticles.
#pragma once

#include <memory>

#include "common/rpc/pipeline.h"
#include "storage/messages.h"
#include "storage/write_queue.h"

namespace broadsheet::storage {

// Writes the stream's requests in their order, and answers each after its commit. While
// the queue is full it takes no more. The error of the first request that fails ends the
// stream; none behind it is written. `queue` outlives it.
std::unique_ptr<Pipeline<v1::WriteArticlesRequest, v1::WriteArticlesResponse>> NewWritePipeline(
    WriteQueue& queue);

}  // namespace broadsheet::storage
