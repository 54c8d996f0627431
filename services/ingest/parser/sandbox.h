// What a process that reads untrusted bytes is left with.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace broadsheet::ingest {

// Gives up, for good, all that a parser has no use for: files, network, other
// programs and processes, more memory than `memory_bytes` on top of what it holds. By
// resource limits and, where the kernel has it, seccomp. What is already open stays.
// Answers what holds now, in words for a log: "rlimits, seccomp". Call in a process of
// one thread.
std::string EnterSandbox(int64_t memory_bytes);

// From now on the process may use `limit` of processor time, rounded up to a second;
// then SIGXCPU ends it.
void LimitProcessorTime(absl::Duration limit);

// The most memory that the process has held so far.
int64_t PeakMemoryBytes();

}  // namespace broadsheet::ingest
