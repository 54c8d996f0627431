#include "ingest/exports/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace broadsheet::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(CsvTest, QuotedFieldsHoldCommasQuotesAndLines) {
  EXPECT_THAT(ParseCsv("id,title\r\n1,\"Ships, \"\"old\"\"\nand new\"\r\n\n2,Piers"),
              ElementsAre(ElementsAre(Pair("id", "1"), Pair("title", "Ships, \"old\"\nand new")),
                          ElementsAre(Pair("id", "2"), Pair("title", "Piers"))));
}

TEST(CsvTest, RowsMayBeShortLongOrTorn) {
  EXPECT_THAT(ParseCsv("a,b\n1\n1,2,3\n1,\"never\nclosed"),
              ElementsAre(ElementsAre(Pair("a", "1")), ElementsAre(Pair("a", "1"), Pair("b", "2")),
                          ElementsAre(Pair("a", "1"), Pair("b", "never\nclosed"))));
  EXPECT_THAT(ParseCsv(""), IsEmpty());
}

}  // namespace
}  // namespace broadsheet::ingest
