#include "common/caller_flags.h"

#include <gtest/gtest.h>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "support/matchers.h"

ABSL_DECLARE_FLAG(std::string, callers_file);
ABSL_DECLARE_FLAG(bool, let_everybody_call);

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

TEST(CallerFlagsTest, LoopbackIsTold) {
  for (const char* listen : {"127.0.0.1:50051", "127.9.9.9:0", "localhost:1", "[::1]:50051",
                             "unix:/run/broadsheet/storage.sock"}) {
    EXPECT_TRUE(IsLoopback(listen)) << listen;
  }
  for (const char* listen : {"0.0.0.0:50051", "[::]:50051", "10.0.0.1:1", "storage:50051", ":50051",
                             "128.0.0.1:1", "localhost.example.com:1", ""}) {
    EXPECT_FALSE(IsLoopback(listen)) << listen;
  }
}

TEST(CallerFlagsTest, BeyondThisMachineTakesCallersOrAWord) {
  const absl::FlagSaver saver;
  EXPECT_OK(ReadCallerFlags("127.0.0.1:0"));
  EXPECT_THAT(ReadCallerFlags("0.0.0.0:50051"),
              IsError(absl::StatusCode::kFailedPrecondition,
                      "--listen: 0.0.0.0:50051 can be reached from other machines"));
  absl::SetFlag(&FLAGS_let_everybody_call, true);
  ASSERT_OK_AND_ASSIGN(const auto callers, ReadCallerFlags("0.0.0.0:50051"));
  EXPECT_EQ(callers, nullptr);
}

TEST(CallerFlagsTest, ListThatIsNotThereIsNamedWithItsFlag) {
  const absl::FlagSaver saver;
  absl::SetFlag(&FLAGS_callers_file, "/nowhere/callers");
  EXPECT_THAT(ReadCallerFlags("127.0.0.1:0"),
              IsError(absl::StatusCode::kNotFound, "--callers_file: can't read /nowhere/callers"));
}

}  // namespace
}  // namespace broadsheet
