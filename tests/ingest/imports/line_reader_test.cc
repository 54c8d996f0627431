#include "ingest/imports/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;

// The lines of a file that comes in parts of `part` bytes, each as
// "number:text@end", with "+" behind one that is too long.
std::vector<std::string> LinesOf(const std::string& file, size_t part) {
  std::vector<std::string> lines;
  const auto take = [&](const LineReader::Line& line) {
    lines.push_back(absl::StrCat(line.number, ":", std::string(line.text), "@", line.end,
                                 line.too_long ? "+" : ""));
    return absl::OkStatus();
  };
  LineReader reader(5);
  for (size_t at = 0; at < file.size(); at += part) {
    EXPECT_OK(reader.Add(file.substr(at, part), take));
  }
  EXPECT_OK(reader.Finish(take));
  return lines;
}

TEST(LineReaderTest, LinesAreTheSameHoweverTheyCome) {
  for (size_t part : {1, 2, 3, 100}) {
    EXPECT_THAT(LinesOf("a\r\n\nbcdef\n123456789\nlast", part),
                ElementsAre("1:a@3", "2:@4", "3:bcdef@10", "4:12345@20+", "5:last@24"));
  }
}

TEST(LineReaderTest, ErrorEndsTheReading) {
  LineReader reader(5);
  EXPECT_THAT(
      reader.Add("a\nb\n", [](const LineReader::Line&) { return absl::AbortedError("enough"); }),
      testing::IsError(absl::StatusCode::kAborted, "enough"));
}

}  // namespace
}  // namespace broadsheet::ingest
