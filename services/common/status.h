// Statuses with google.rpc details. An error names the offending thing and its
// value; its details let a program tell which.
//
// All functions are thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace broadsheet {

// Facts for programs, such as {"feed", "feeds/…"}.
using ErrorMetadata = std::vector<std::pair<std::string, std::string>>;

// INVALID_ARGUMENT with a BadRequest that blames the field at `field`, a path
// like "article.title" or "writes[3].origin". The text is "field: description".
absl::Status InvalidField(std::string_view field, std::string_view description);

// The fields that the BadRequest of `status` blames; empty without one.
std::vector<std::string> InvalidFields(const absl::Status& status);

// `status` with `to` for `from` among the fields that its BadRequest blames, in its
// text and in its ErrorInfo.
absl::Status RenameField(const absl::Status& status, std::string_view from, std::string_view to);

// `status` with an ErrorInfo of domain "broadsheet". `reason` is in
// UPPER_SNAKE_CASE.
absl::Status WithReason(absl::Status status, std::string_view reason,
                        const ErrorMetadata& metadata = {});

// The reason of the ErrorInfo of `status`; empty without one.
std::string Reason(const absl::Status& status);

// The value of `key` in the metadata of the ErrorInfo of `status`; empty without
// one.
std::string ReasonMetadata(const absl::Status& status, std::string_view key);

// RESOURCE_EXHAUSTED with a RetryInfo that asks to come back after `delay`.
absl::Status RetryAfter(absl::Duration delay, std::string_view message);

// `status`, whose message is for the log alone: callers are told `shown` instead. For
// texts of libraries and other services, which name hosts, files and statements.
absl::Status WithPublicMessage(absl::Status status, std::string_view shown);

// What a caller is told of `status`: that, or its message.
std::string PublicMessage(const absl::Status& status);

// `status` as it may leave the process: with its public message, and cut so that it
// fits into the trailer of a call. What is cut ends in "…".
absl::Status ForCallers(const absl::Status& status);

// `status` with `context` and ": " before its messages; details stay.
absl::Status Annotate(const absl::Status& status, std::string_view context);

// A serialised google.rpc.Status with the code, public message and details of
// `status`, and back. A parse failure is INTERNAL.
std::string ToRpcStatusBytes(const absl::Status& status);
absl::Status FromRpcStatusBytes(std::string_view bytes);

}  // namespace broadsheet

// Leaves the function with the status of `expression` unless that is OK.
#define RETURN_IF_ERROR(expression)                                                       \
  do {                                                                                    \
    if (::absl::Status status_of_expression = (expression); !status_of_expression.ok()) { \
      return status_of_expression;                                                        \
    }                                                                                     \
  } while (false)

#define BROADSHEET_CONCAT_INNER(a, b) a##b
#define BROADSHEET_CONCAT(a, b) BROADSHEET_CONCAT_INNER(a, b)

// Declares or assigns `lhs` from a StatusOr, or leaves the function with its
// status. `lhs` can't contain an unparenthesised comma.
#define ASSIGN_OR_RETURN(lhs, expression) \
  ASSIGN_OR_RETURN_INNER(BROADSHEET_CONCAT(status_or_, __LINE__), lhs, expression)
#define ASSIGN_OR_RETURN_INNER(status_or, lhs, expression)   \
  auto status_or = (expression);                             \
  if (!status_or.ok()) return std::move(status_or).status(); \
  lhs = *std::move(status_or)
