#include "common/version.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"

namespace broadsheet {
namespace {

TEST(VersionTest, NamesProgramVersionCommitAndLibraries) {
  const std::string text = VersionText("storage", {"gRPC 1.2.3", "libpq 15.1"});
  EXPECT_TRUE(absl::StartsWith(text, "storage 0.1.0")) << text;
  EXPECT_TRUE(absl::EndsWith(text, "\ngRPC 1.2.3, libpq 15.1\n")) << text;
  EXPECT_NE(text.find(std::string(Commit())), std::string::npos) << text;
}

TEST(VersionTest, WithoutLibrariesItIsOneLine) {
  const std::string text = VersionText("web");
  EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
}

}  // namespace
}  // namespace broadsheet
