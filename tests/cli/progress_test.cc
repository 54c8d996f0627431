#include "cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/text.h"

namespace broadsheet::cli {
namespace {

const ProgressState kHalf = {.subject = "export.jsonl",
                             .bytes_done = 5 << 20,
                             .bytes_total = 10 << 20,
                             .items = 12'345,
                             .elapsed = absl::Seconds(10)};

TEST(ProgressTest, ShowsABarBytesArticlesAndTheirRate) {
  EXPECT_EQ(ProgressLine(kHalf, 120),
            "export.jsonl  ███████████████░░░░░░░░░░░░░░░  "
            "5.0 MiB of 10.0 MiB  12,345 articles  1,234/s  10s left");
}

TEST(ProgressTest, BelievesWhoDoesTheWork) {
  ProgressState state = kHalf;
  state.items_per_second = 700;
  state.time_left = absl::Seconds(65);
  state.item_name = "feeds";
  EXPECT_EQ(ProgressLine(state, 70),
            "export.jsonl  5.0 MiB of 10.0 MiB  12,345 feeds  700/s  1m05s left");
}

TEST(ProgressTest, LeavesTheRateOutForTheBarAndTheBarWhereItDoesNotFit) {
  EXPECT_EQ(ProgressLine(kHalf, 80),
            "export.jsonl  █████████░░░░░░░░░  5.0 MiB of 10.0 MiB  12,345 articles  10s left");
  EXPECT_EQ(ProgressLine(kHalf, 70),
            "export.jsonl  5.0 MiB of 10.0 MiB  12,345 articles  1,234/s  10s left");
  EXPECT_EQ(DisplayWidth(ProgressLine(kHalf, 30)), 30);
}

TEST(ProgressTest, ShowsTheTimeWhereTheSizeIsNotKnown) {
  EXPECT_EQ(ProgressLine({.subject = "https://n.example/", .elapsed = absl::Seconds(75)}, 80),
            "https://n.example/  1m15s");
}

TEST(ProgressTest, MakesTheSubjectSafe) {
  EXPECT_EQ(ProgressLine({.subject = "a\x1b[2J\nb"}, 80), "a␛[2J b  0s");
}

TEST(ProgressTest, WritesBytesInUnits) {
  EXPECT_EQ(Bytes(1023), "1023 B");
  EXPECT_EQ(Bytes(1536), "1.5 KiB");
  EXPECT_EQ(Bytes(int64_t{3} << 40), "3.0 TiB");
}

TEST(ProgressTest, ShowsWhatIsSentUntilSomethingIsDone) {
  ProgressState state = {.subject = "a", .bytes_sent = 5 << 20, .bytes_total = 10 << 20};
  EXPECT_EQ(ProgressLine(state, 60),
            "a  ▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░░░░░░░░░  5.0 MiB of 10.0 MiB sent  0s");
  state.bytes_done = 2 << 20;
  EXPECT_EQ(ProgressLine(state, 60), "a  ██████▒▒▒▒▒▒▒▒▒░░░░░░░░░░░░░░░  2.0 MiB of 10.0 MiB  0s");
}

TEST(ProgressTest, LeavesTheBarOutWhereNobodyLooks) {
  EXPECT_EQ(ProgressLine(kHalf, 120, BarStyle::kNone),
            "export.jsonl  5.0 MiB of 10.0 MiB  12,345 articles  1,234/s  10s left");
}

TEST(ProgressTest, PrintsNothingAboutShortWorkWhereNobodyLooks) {
  std::ostringstream err;
  Printer printer(err, {.terminal = false});
  { Progress progress("a", printer, 1024); }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressTest, DrawsALineOnATerminalAtOnceAndTakesItAway) {
  std::ostringstream err;
  Printer printer(err, {.terminal = true, .width = 80});
  {
    Progress progress("a", printer, 1024);
    progress.Update({.bytes_done = 512});
  }
  EXPECT_EQ(err.str().substr(0, 3), "\ra ");
  EXPECT_NE(err.str().find("0 B of 1.0 KiB"), std::string::npos);
  EXPECT_EQ(err.str().find('\n'), std::string::npos);
  EXPECT_EQ(err.str().substr(err.str().size() - 4), "\r\x1b[K");
}

}  // namespace
}  // namespace broadsheet::cli
