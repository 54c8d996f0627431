// How the pipeline runs while it is fuzzed.
#pragma once

#include "ingest/prepare/gazetteer.h"
#include "ingest/prepare/pipeline.h"

namespace broadsheet::fuzz {

// With a small gazetteer, as of 1 April 2026.
inline const ingest::PipelineContext& TestContext() {
  static const auto* const kGazetteer = new ingest::Gazetteer(
      *ingest::Gazetteer::Parse("shenzhen\tplace\tShenzhen|深圳|=SZ\n5g\ttopic\t5G\n"));
  static const auto* const kContext = [] {
    auto* context = new ingest::PipelineContext;
    context->origin = "push/fuzz";
    context->observed = absl::FromCivil(absl::CivilDay(2026, 4, 1), absl::UTCTimeZone());
    context->gazetteer = kGazetteer;
    return context;
  }();
  return *kContext;
}

}  // namespace broadsheet::fuzz
