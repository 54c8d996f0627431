// What each part of the benchmark begins with.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "ingest/fixtures.h"
#include "ingest/parser/parser_pool.h"

namespace broadsheet::ingest::bench {

// Ends the program with the error, where there is one.
template <class T>
T Must(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "bench_ingest: %s\n", value.status().ToString().c_str());
  std::exit(EXIT_FAILURE);
}

inline std::unique_ptr<ParserPool> StartPool(Metrics& metrics) {
  ParserPool::Options options;
  options.binary = BROADSHEET_BINARY_DIR "/ingest";
  return Must(ParserPool::Start(
      options, testing::ReadFile(BROADSHEET_SOURCE_DIR "/services/common/gazetteer/gazetteer.tsv"),
      metrics));
}

}  // namespace broadsheet::ingest::bench
