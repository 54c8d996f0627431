#include "ingest/parser/gazetteer_file.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <iterator>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/gazetteer/gazetteer_text.h"
#include "common/log.h"
#include "common/sha256.h"
#include "common/status.h"
#include "ingest/prepare/gazetteer.h"

namespace broadsheet::ingest {

GazetteerFile::GazetteerFile(std::string path, Metrics& metrics)
    : path_(std::move(path)),
      entities_(prometheus::BuildGauge()
                    .Name("broadsheet_gazetteer_entities")
                    .Help("Entities of the gazetteer that is in force.")
                    .Register(metrics.registry())
                    .Add({})),
      reloads_(prometheus::BuildCounter()
                   .Name("broadsheet_gazetteer_reloads_total")
                   .Help("How often the gazetteer was read again, and whether it was taken.")
                   .Register(metrics.registry())) {}

absl::StatusOr<std::string> GazetteerFile::Load() {
  ASSIGN_OR_RETURN(std::string text, ReadGazetteer(path_));
  const absl::StatusOr<Gazetteer> parsed = Gazetteer::Parse(text);
  if (!parsed.ok()) return Annotate(parsed.status(), absl::StrCat("--gazetteer: ", path_));
  entities_.Set(static_cast<double>(parsed->size()));
  Log(Severity::kInfo, "gazetteer in force",
      {{"file", path_.empty() ? "built in" : path_},
       {"entities", parsed->size()},
       {"names", parsed->names()},
       {"sha256", absl::BytesToHexString(Sha256(text))}});
  return text;
}

void GazetteerFile::Reload(ParserPool& pool) {
  absl::StatusOr<std::string> text = Load();
  reloads_.Add({{"outcome", text.ok() ? "taken" : "refused"}}).Increment();
  if (text.ok()) {
    pool.SetGazetteer(*std::move(text));
  } else {
    Log(Severity::kError, "gazetteer refused, the one before stays",
        {{"error", text.status().message()}});
  }
}

}  // namespace broadsheet::ingest
