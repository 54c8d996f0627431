// Keeps standard error to itself while a test runs, and shows it if that fails.
#pragma once

#include <gtest/gtest.h>

namespace broadsheet::testing {

// What services in the test's process log is of use only where something went wrong.
// Also shown when a test ends the process. Install one, for the whole run.
class QuietLogs final : public ::testing::EmptyTestEventListener {
 public:
  QuietLogs();

  void OnTestStart(const ::testing::TestInfo& test) override;
  void OnTestEnd(const ::testing::TestInfo& test) override;
};

}  // namespace broadsheet::testing
