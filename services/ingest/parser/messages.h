// Ingest's values as what travels between it and its parser processes, and back.
//
// All functions are thread-safe.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/rpc/status.pb.h"
#include "ingest/parser/preparation.h"
#include "ingest/parser/protocol.pb.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/pipeline.h"

namespace broadsheet::ingest {

google::rpc::Status ToMessage(const absl::Status& status);
absl::Status FromMessage(const google::rpc::Status& message);

parser::Entry ToMessage(Entry entry);
Entry FromMessage(parser::Entry message);

// Makes entries whose articles are not UTF-8, and so can't travel, errors of the document.
void RefuseWhatCantTravel(Document& document);

parser::Document ToMessage(Document document);
Document FromMessage(parser::Document message);

parser::PreparedEntry ToMessage(PreparedEntry prepared);
PreparedEntry FromMessage(parser::PreparedEntry message);

parser::Identity ToMessage(const Identity& identity);
Identity FromMessage(const parser::Identity& message);

// The context's gazetteer and the memory stay where they are.
parser::Preparation ToMessage(const Preparation& preparation);
Preparation FromMessage(const parser::Preparation& message);

}  // namespace broadsheet::ingest
