#include "cli/printer.h"

#include <gtest/gtest.h>

#include <sstream>

#include "cli/text.h"

namespace broadsheet::cli {
namespace {

const std::string kMarked = std::string("a ") + kMarkBegin + "b" + kMarkEnd + " c";

TEST(PrinterTest, PrintsStylesAndMarksOnlyInColor) {
  std::ostringstream plain;
  Printer(plain, {.color = false}).Line(kMarked, Style::kBold);
  EXPECT_EQ(plain.str(), "a b c\n");
  std::ostringstream color;
  Printer(color, {.color = true}).Line(kMarked, Style::kDim);
  EXPECT_EQ(color.str(), "\x1b[2ma \x1b[1;33mb\x1b[0m\x1b[2m c\x1b[0m\n");
}

TEST(PrinterTest, LetsNoContentSteerTheTerminal) {
  std::ostringstream out;
  Printer printer(out, {.color = true});
  printer.Text("\x1b]0;title\x07");
  printer.Wrapped("\x1b[2J");
  EXPECT_EQ(out.str(), "␛]0;title␇␛[2J\n");
}

TEST(PrinterTest, IndentsWrappedLines) {
  std::ostringstream out;
  Printer(out, {.width = 9}).Wrapped("one two\n\nthree", 2);
  EXPECT_EQ(out.str(), "  one two\n\n  three\n");
}

}  // namespace
}  // namespace broadsheet::cli
