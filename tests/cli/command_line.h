// Runs the command line against fake services.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/fake_services.h"
#include "common/clock.h"

namespace broadsheet::cli {

struct Result {
  int code;
  std::string out;
  std::string err;
};

class CommandLine : public ::testing::Test {
 protected:
  // Runs `broadsheet ARGUMENTS`, with the three services' addresses those of the fakes.
  Result Run(const std::vector<std::string>& arguments);

  // Runs it where nobody listens.
  Result RunAlone(const std::vector<std::string>& arguments);

  FakeServices services;
  ManualClock clock{absl::FromUnixSeconds(1'774'000'000)};  // 2026-03-20 09:46:40
  std::string standard_input;
  // Whether somebody is there to be asked.
  bool interactive = false;
  int width = 60;
  bool color = false;
};

// The text of tests/cli/golden/NAME. With UPDATE_GOLDENS in the environment, the
// file is written with `actual` first.
std::string Golden(const std::string& name, const std::string& actual);

// A file in the test's own directory.
std::string WriteFile(const std::string& name, const std::string& bytes);

// The sample articles of the goldens: a long one, and a link post to a Chinese
// page.
article::v1::Article LongPost();
article::v1::Article LinkPost();

}  // namespace broadsheet::cli
