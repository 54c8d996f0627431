#include "cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

#include "absl/time/clock.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

const ProgressState kHalf = {.subject = "export.jsonl",
                             .bytes_done = 5 << 20,
                             .bytes_total = 10 << 20,
                             .articles = 12'345,
                             .elapsed = absl::Seconds(10)};

TEST(ProgressTest, ShowsABarBytesArticlesAndTheirRate) {
  EXPECT_EQ(ProgressLine(kHalf, 120),
            "export.jsonl  ███████████████░░░░░░░░░░░░░░░  "
            "5.0 MiB of 10.0 MiB  12,345 articles  1,234/s  10s left");
}

TEST(ProgressTest, LeavesTheBarOutWhereItDoesNotFit) {
  EXPECT_EQ(ProgressLine(kHalf, 80),
            "export.jsonl  5.0 MiB of 10.0 MiB  12,345 articles  1,234/s  10s left");
  EXPECT_EQ(DisplayWidth(ProgressLine(kHalf, 30)), 30);
}

TEST(ProgressTest, ShowsTheTimeWhereTheSizeIsNotKnown) {
  EXPECT_EQ(ProgressLine({.subject = "https://news.example/", .elapsed = absl::Seconds(75)}, 80),
            "https://news.example/  1m15s");
}

TEST(ProgressTest, MakesTheSubjectSafe) {
  EXPECT_EQ(ProgressLine({.subject = "a\x1b[2J\nb"}, 80), "a␛[2J b  0s");
}

TEST(ProgressTest, WritesBytesInUnits) {
  EXPECT_EQ(Bytes(1023), "1023 B");
  EXPECT_EQ(Bytes(1536), "1.5 KiB");
  EXPECT_EQ(Bytes(int64_t{3} << 40), "3.0 TiB");
}

TEST(ProgressTest, PrintsNothingAboutShortWork) {
  std::ostringstream err;
  Printer printer(err, {.terminal = true});
  { Progress progress("a", printer); }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressTest, RedrawsOneLineOnATerminalAndTakesItAway) {
  std::ostringstream err;
  Printer printer(err, {.terminal = true, .width = 80});
  {
    Progress progress("a", printer);
    progress.Update(512, 1024, 0);
    absl::SleepFor(absl::Milliseconds(300));
  }
  EXPECT_EQ(err.str().substr(0, 3), "\ra ");
  EXPECT_NE(err.str().find("512 B of 1.0 KiB"), std::string::npos);
  EXPECT_EQ(err.str().find('\n'), std::string::npos);
  EXPECT_EQ(err.str().substr(err.str().size() - 4), "\r\x1b[K");
}

}  // namespace
}  // namespace broadsheet::cli
