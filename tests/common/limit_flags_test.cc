#include "common/limit_flags.h"

#include <gtest/gtest.h>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "support/matchers.h"

ABSL_DECLARE_FLAG(int, max_queued_calls);
ABSL_DECLARE_FLAG(int, max_buffered_mib);
ABSL_DECLARE_FLAG(absl::Duration, stream_idle_timeout);

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

class LimitFlagsTest : public ::testing::Test {
 private:
  absl::FlagSaver saver_;
};

TEST_F(LimitFlagsTest, DefaultsAreTheLimits) {
  ASSERT_OK_AND_ASSIGN(const ServiceLimits limits, ReadLimitFlags());
  EXPECT_EQ(limits.calls.max_queued_calls, RpcLimits().max_queued_calls);
  EXPECT_EQ(limits.calls.max_queued_bytes, RpcLimits().max_queued_bytes);
  EXPECT_EQ(limits.connections.max_buffered_bytes, ConnectionLimits().max_buffered_bytes);
}

TEST_F(LimitFlagsTest, ValueThatMakesNoSenseIsNamed) {
  absl::SetFlag(&FLAGS_max_queued_calls, -1);
  EXPECT_THAT(ReadLimitFlags(),
              IsError(absl::StatusCode::kInvalidArgument, "--max_queued_calls: -1 is less than 0"));
  absl::SetFlag(&FLAGS_max_queued_calls, 0);
  absl::SetFlag(&FLAGS_max_buffered_mib, 0);
  EXPECT_THAT(ReadLimitFlags(), IsError(absl::StatusCode::kInvalidArgument, "--max_buffered_mib"));
  absl::SetFlag(&FLAGS_max_buffered_mib, 1);
  absl::SetFlag(&FLAGS_stream_idle_timeout, absl::ZeroDuration());
  EXPECT_THAT(ReadLimitFlags(),
              IsError(absl::StatusCode::kInvalidArgument, "--stream_idle_timeout: 0"));
}

}  // namespace
}  // namespace broadsheet
