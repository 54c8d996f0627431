// The gazetteer that is in force, and how it changes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/metrics.h"
#include "ingest/parser/parser_pool.h"

namespace prometheus {
class Counter;
class Gauge;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// The file of --gazetteer. What was read of it last is in the log, with its digest, and in
// `broadsheet_gazetteer_entities`. Not thread-safe.
class GazetteerFile {
 public:
  // An empty `path` means the gazetteer that the binary brings. `metrics` must outlive it.
  GazetteerFile(std::string path, Metrics& metrics);

  // Its text, which was read once for its errors: what uses it are the parsers. NOT_FOUND
  // where the file can't be read, INVALID_ARGUMENT names the line that is wrong.
  absl::StatusOr<std::string> Load();

  // Reads it again and hands it to `pool`. What can't be taken is logged, in one line, and
  // the old one stays; `broadsheet_gazetteer_reloads_total{outcome}` counts both.
  void Reload(ParserPool& pool);

 private:
  const std::string path_;
  prometheus::Gauge& entities_;
  prometheus::Family<prometheus::Counter>& reloads_;
};

}  // namespace broadsheet::ingest
