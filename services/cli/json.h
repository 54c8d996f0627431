// ProtoJSON, as --json prints it and `push` reads it.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/printer.h"

namespace broadsheet::cli {

// `message` on one line, without a newline.
absl::StatusOr<std::string> FormatJson(const google::protobuf::Message& message);

// Prints `message` on one line. Every character that a terminal would obey is
// escaped.
absl::Status PrintJson(const google::protobuf::Message& message, Printer& out);

// INVALID_ARGUMENT on one line where `json` is no such message; unknown fields
// are errors.
absl::Status ParseJson(std::string_view json, google::protobuf::Message* message);

}  // namespace broadsheet::cli
