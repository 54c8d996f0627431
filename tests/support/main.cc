#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/quiet_logs.h"

int main(int argc, char** argv) {
  ::testing::InitGoogleMock(&argc, argv);
  // Owned by GoogleTest from here on.
  ::testing::UnitTest::GetInstance()->listeners().Append(new broadsheet::testing::QuietLogs);
  return RUN_ALL_TESTS();
}
