// Matchers for messages and statuses.
#pragma once

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/status.h"

namespace broadsheet::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <class T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status) {
  return status.status();
}

// The whole message equals `text` in protobuf text format.
MATCHER_P(EqualsProto, text, "") {
  auto expected = arg;
  expected.Clear();
  if (!google::protobuf::TextFormat::ParseFromString(text, &expected)) {
    *result_listener << "the expectation is no such message";
    return false;
  }
  google::protobuf::util::MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  const bool equal = differencer.Compare(expected, arg);
  *result_listener << difference;
  return equal;
}

// A status, or StatusOr, that is OK.
MATCHER(IsOk, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// A status, or StatusOr, of `code` whose message contains `text`.
MATCHER_P2(IsError, code, text, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code && std::string(status.message()).find(text) != std::string::npos;
}

// An INVALID_ARGUMENT that blames `field`.
MATCHER_P(BlamesField, field, "") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  const auto fields = InvalidFields(status);
  return absl::IsInvalidArgument(status) && fields.size() == 1 && fields[0] == field;
}

}  // namespace broadsheet::testing

#define ASSERT_OK(expression) ASSERT_THAT(expression, ::broadsheet::testing::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT(expression, ::broadsheet::testing::IsOk())

// Declares or assigns `lhs` from a StatusOr that must be OK.
#define ASSERT_OK_AND_ASSIGN(lhs, expression) \
  ASSERT_OK_AND_ASSIGN_INNER(BROADSHEET_CONCAT(status_or_, __LINE__), lhs, expression)
#define ASSERT_OK_AND_ASSIGN_INNER(status_or, lhs, expression) \
  auto status_or = (expression);                               \
  ASSERT_OK(status_or);                                        \
  lhs = *std::move(status_or)
