#include "cli/exit_code.h"

#include <gtest/gtest.h>

#include "common/status.h"
#include "google/rpc/error_details.pb.h"

namespace broadsheet::cli {
namespace {

TEST(ExitCodeTest, TellsKindsOfErrorsApart) {
  EXPECT_EQ(CodeOf(absl::NotFoundError("")), ExitCode::kNotFound);
  EXPECT_EQ(CodeOf(absl::UnavailableError("")), ExitCode::kUnavailable);
  EXPECT_EQ(CodeOf(absl::DeadlineExceededError("")), ExitCode::kUnavailable);
  EXPECT_EQ(CodeOf(absl::InvalidArgumentError("")), ExitCode::kFailed);
}

TEST(ExitCodeTest, AddsTheViolationsThatTheMessageDoesNotTell) {
  google::rpc::BadRequest details;
  for (const char* field : {"a", "b"}) {
    details.add_field_violations()->set_field(field);
    details.mutable_field_violations()->rbegin()->set_description("is\nbad");
  }
  absl::Status error = absl::InvalidArgumentError("two fields");
  error.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                   absl::Cord(details.SerializeAsString()));
  EXPECT_EQ(Describe(error), "two fields (a: is bad; b: is bad)");
}

TEST(ExitCodeTest, DoesNotTellAViolationTwice) {
  EXPECT_EQ(Describe(InvalidField("title", "is missing")), "title: is missing");
}

TEST(ExitCodeTest, KeepsErrorsOnOneSafeLine) {
  EXPECT_EQ(Describe(absl::InternalError("a\n\x1b[2J b")), "a ␛[2J b");
  EXPECT_EQ(Describe(absl::InternalError("")), "INTERNAL");
}

}  // namespace
}  // namespace broadsheet::cli
