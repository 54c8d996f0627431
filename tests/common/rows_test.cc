#include "common/postgres/rows.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/postgres/session.h"
#include "common/uuid.h"
#include "support/matchers.h"
#include "support/test_database.h"

namespace broadsheet::postgres {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RowsTest : public ::testing::Test {
 protected:
  // What PostgreSQL makes of the parameters.
  Rows Run(const char* sql, const Params& params = {}) {
    const absl::StatusOr<Rows> rows = session_->Run({"statement", sql}, params);
    EXPECT_OK(rows);
    return rows.value_or(Rows());
  }

  testing::TestDatabase database_;
  std::unique_ptr<Session> session_ = *Session::Connect(database_.conninfo("storage"));
};

TEST_F(RowsTest, ValuesComeBackAsTheyWent) {
  const absl::Time at = absl::FromUnixMicros(1'700'000'000'123'456);
  const std::string raw("\0\xff\\x'\n", 6);
  const std::string text = "深圳\t\"quoted\" \\ {,}\n";
  const Rows rows =
      Run("SELECT $1::bigint, $2::text, $3::bytea, $4::timestamptz, $5::text[], $6::boolean",
          Params()
              .Int(-5)
              .Text(text)
              .Bytes(raw)
              .Time(at)
              .TextArray({"", "a,b", "c\"d\\e", "NULL", "é"})
              .Bool(true));
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows.Int(0, 0), -5);
  EXPECT_EQ(rows.String(0, 1), text);
  EXPECT_EQ(rows.Bytes(0, 2), raw);
  EXPECT_EQ(rows.Time(0, 3), at);
  EXPECT_THAT(rows.TextArray(0, 4), ElementsAre("", "a,b", "c\"d\\e", "NULL", "é"));
  EXPECT_TRUE(rows.Bool(0, 5));
}

TEST_F(RowsTest, ArraysComeBackAsTheyWent) {
  const absl::Time at = absl::FromUnixMicros(-1'234'567);
  const std::string raw("\0\xff\\x'\n", 6);
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  const Rows rows =
      Run("SELECT unnest($1::bigint[]), unnest($2::text[]), unnest($3::bytea[]), "
          "unnest($4::timestamptz[])",
          Params()
              .IntArray({kLeast, 0, 258, 259})
              .TextArray({"", "a,b", "c\"d\\e", "NULL"})
              .BytesArray({"", raw, std::string(100'000, '\x80'), "x"})
              .TimeArray({at, absl::UnixEpoch(), absl::InfiniteFuture(), absl::InfinitePast()}));
  ASSERT_EQ(rows.size(), 4);
  EXPECT_EQ(rows.Int(0, 0), kLeast);
  EXPECT_EQ(rows.Int(2, 0), 258);
  EXPECT_EQ(rows.String(0, 1), "");
  EXPECT_EQ(rows.String(2, 1), "c\"d\\e");
  EXPECT_EQ(rows.String(3, 1), "NULL");
  EXPECT_EQ(rows.Bytes(0, 2), "");
  EXPECT_EQ(rows.Bytes(1, 2), raw);
  EXPECT_EQ(rows.Bytes(2, 2), std::string(100'000, '\x80'));
  EXPECT_EQ(rows.Time(0, 3), at);
  EXPECT_EQ(rows.Time(1, 3), absl::UnixEpoch());
  EXPECT_EQ(rows.Time(2, 3), absl::InfiniteFuture());
  EXPECT_EQ(rows.Time(3, 3), absl::InfinitePast());
}

TEST_F(RowsTest, IntegersOfAnySizeAreIntegers) {
  const Rows rows = Run("SELECT (-2)::smallint, (-4)::integer, (-8)::bigint");
  EXPECT_EQ(rows.Int(0, 0), -2);
  EXPECT_EQ(rows.Int(0, 1), -4);
  EXPECT_EQ(rows.Int(0, 2), -8);
}

TEST_F(RowsTest, AnotherTypeThanExpectedEndsTheProcess) {
  const Rows rows = Run("SELECT 'x'::text AS word, NULL::bigint AS number");
  EXPECT_DEATH(rows.Int(0, 0), "column 0 \\(word\\) .* of type 25 where an integer");
  EXPECT_DEATH(rows.Int(0, 1), "column 1 \\(number\\) .* NULL where an integer");
  EXPECT_DEATH(rows.OptionalTime(0, 1), "column 1 \\(number\\) .* of type 20 where timestamptz");
  EXPECT_EQ(rows.OptionalInt(0, 1), std::nullopt);
}

TEST_F(RowsTest, ArraysThatAreNoListOfTextsEndTheProcess) {
  const Rows rows =
      Run("SELECT '{}'::text[], NULL::text[], '{a,NULL}'::text[], '{{a},{b}}'::text[]");
  EXPECT_THAT(rows.TextArray(0, 0), IsEmpty());
  EXPECT_THAT(rows.TextArray(0, 1), IsEmpty());
  EXPECT_DEATH(rows.TextArray(0, 2), "an array with NULL in it where text");
  EXPECT_DEATH(rows.TextArray(0, 3), "an array of arrays where text");
}

TEST_F(RowsTest, EmptyArraysAreArrays) {
  const Rows rows =
      Run("SELECT cardinality($1::bigint[]), cardinality($2::text[]), cardinality($3::bytea[]), "
          "cardinality($4::timestamptz[])",
          Params().IntArray({}).TextArray({}).BytesArray({}).TimeArray({}));
  for (int column = 0; column < 4; ++column) EXPECT_EQ(rows.Int(0, column), 0);
}

TEST_F(RowsTest, EmptyUuidsAreNull) {
  const std::string uuid = "018f3c2e-7b1a-7c3d-9e4f-0123456789ab";
  const Rows rows = Run("SELECT unnest($1::uuid[]), unnest($2::boolean[])",
                        Params().UuidArray({uuid, ""}).BoolArray({true, false}));
  ASSERT_EQ(rows.size(), 2);
  EXPECT_EQ(rows.String(0, 0), uuid);
  EXPECT_EQ(rows.UuidBytes(0, 0), UuidToBytes(uuid));
  EXPECT_TRUE(rows.IsNull(1, 0));
  EXPECT_TRUE(rows.Bool(0, 1));
  EXPECT_FALSE(rows.Bool(1, 1));
}

TEST_F(RowsTest, EmptyBytesAreNotNull) {
  const Rows rows =
      Run("SELECT $1::text, $2::bytea, $3::bytea", Params().Text("").Bytes("").Null());
  EXPECT_FALSE(rows.IsNull(0, 0));
  EXPECT_FALSE(rows.IsNull(0, 1));
  EXPECT_EQ(rows.BytesView(0, 1), "");
  EXPECT_TRUE(rows.IsNull(0, 2));
}

}  // namespace
}  // namespace broadsheet::postgres
