#include "ingest/prepare_all.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace broadsheet::ingest {
namespace {

// Below this a thread costs more than it saves.
constexpr size_t kEntriesPerThread = 16;

}  // namespace

std::vector<absl::StatusOr<PreparedEntry>> PrepareAll(absl::Span<const Entry> entries,
                                                      const PipelineContext& context) {
  std::vector<absl::StatusOr<PreparedEntry>> prepared(entries.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < entries.size(); i = next++) {
      prepared[i] = Prepare(entries[i], context);
    }
  };
  const size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const size_t helpers = std::min(cores, entries.size() / kEntriesPerThread + 1) - 1;
  std::vector<std::thread> threads;
  for (size_t i = 0; i < helpers; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return prepared;
}

}  // namespace broadsheet::ingest
