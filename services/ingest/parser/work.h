// The work of a parser process.
#pragma once

#include "absl/functional/function_ref.h"
#include "ingest/parser/protocol.pb.h"
#include "ingest/prepare/gazetteer.h"

namespace broadsheet::ingest {

// How a parser process does its work.
using Work = void (*)(const parser::Request& request, const Gazetteer& gazetteer,
                      absl::FunctionRef<void(parser::Response)> answer);

// Does what `request` asks for, item by item, and gives each one's result to `answer`.
// An exception is the item's error, with reason PARSER_CRASHED; std::bad_alloc is thrown
// on. Reads no clock and no file.
void DoWork(const parser::Request& request, const Gazetteer& gazetteer,
            absl::FunctionRef<void(parser::Response)> answer);

}  // namespace broadsheet::ingest
