// Documents of tests/data/ingest, read as ingest would.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/pages/page_parser.h"
#include "ingest/prepare/gazetteer.h"
#include "ingest/prepare/pipeline.h"

namespace broadsheet::ingest::testing {

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return std::move(bytes).str();
}

inline std::string DataDirectory() { return BROADSHEET_SOURCE_DIR "/tests/data/ingest"; }

// Reads a file of tests/data/ingest as what its directory says.
inline absl::StatusOr<Document> ReadDocument(const std::string& name, const std::string& uri) {
  const std::string bytes = ReadFile(DataDirectory() + "/" + name);
  if (absl::StartsWith(name, "feeds/")) return ParseFeed(bytes, "", uri);
  if (absl::StartsWith(name, "archives/")) return ParseArchiveBytes(bytes, "", uri);
  absl::StatusOr<ParsedPage> page = ParseHtmlPage(bytes, "", uri);
  if (!page.ok()) return page.status();
  if (page->is_archive) return absl::InternalError(name + " was taken for an archive page");
  return std::move(page->document);
}

inline const Gazetteer& TestGazetteer() {
  static const auto* const kGazetteer = new Gazetteer(*Gazetteer::Parse(
      ReadFile(BROADSHEET_SOURCE_DIR "/services/common/gazetteer/gazetteer.tsv")));
  return *kGazetteer;
}

// As of 1 April 2026.
inline PipelineContext TestContext(std::string origin) {
  PipelineContext context;
  context.origin = std::move(origin);
  context.observed = absl::FromCivil(absl::CivilDay(2026, 4, 1), absl::UTCTimeZone());
  context.gazetteer = &TestGazetteer();
  return context;
}

}  // namespace broadsheet::ingest::testing
