// What an entry of a feed costs in processor time, beside what libraries need to parse it.
#pragma once

#include "absl/time/time.h"

namespace broadsheet::ingest::bench {

// Prints, for a feed of entries of 3 KB, microseconds of processor time an entry and megabytes a
// second: libxml2 and gumbo alone, reading and preparing in this process, and by way of a
// parser process, both sides of the socket counted. Each takes about `duration`.
void PrintEntryCost(absl::Duration duration);

}  // namespace broadsheet::ingest::bench
