// Ingest's values as what travels between it and its parser processes, and back.
//
// All functions are thread-safe.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/rpc/status.pb.h"
#include "ingest/parser/protocol.pb.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/pipeline.h"

namespace broadsheet::ingest {

google::rpc::Status ToMessage(const absl::Status& status);
absl::Status FromMessage(const google::rpc::Status& message);

parser::Entry ToMessage(Entry entry);
Entry FromMessage(parser::Entry message);

// An entry whose article is not UTF-8, and so can't travel, becomes one of the errors.
parser::Document ToMessage(Document document);
Document FromMessage(parser::Document message);

parser::PreparedEntry ToMessage(PreparedEntry prepared);
PreparedEntry FromMessage(parser::PreparedEntry message);

// Without entries, and without a gazetteer.
parser::Preparation ToMessage(const PipelineContext& context);
PipelineContext FromMessage(const parser::Preparation& message);

}  // namespace broadsheet::ingest
