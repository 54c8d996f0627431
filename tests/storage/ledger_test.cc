#include "storage/ledger.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using article::v1::WRITE_OUTCOME_CREATED;
using article::v1::WRITE_OUTCOME_UNCHANGED;

// More than are forgotten in one transaction.
constexpr char kTenThousandOldRequests[] =
    "INSERT INTO storage.request_ledger "
    "SELECT 'old-' || n, '', NULL, '', clock_timestamp() - interval '25 hours' "
    "FROM generate_series(1, 10000) AS n";

TEST(LedgerTest, ForgetsRequestsAfterADay) {
  TestStorage storage;
  v1::BatchWriteArticlesRequest old = MakeBatch({MakeWrite("a")});
  v1::BatchWriteArticlesRequest recent = MakeBatch({MakeWrite("b")});
  ASSERT_OK(storage.Write(old));
  storage.database().RunAsSuperuser(
      "UPDATE storage.request_ledger SET create_time = create_time - interval '24 hours 1 second'");
  storage.database().RunAsSuperuser(kTenThousandOldRequests);
  ASSERT_OK(storage.Write(recent));
  for (bool more = true; more;) {
    ASSERT_OK_AND_ASSIGN(more, PruneLedger(storage.pool(), absl::Now() + absl::Seconds(20)));
  }
  // What is remembered is answered as the first time; what is not is written anew.
  ASSERT_OK_AND_ASSIGN(const auto recent_again, storage.Write(recent));
  EXPECT_EQ(recent_again.results(0).outcome(), WRITE_OUTCOME_CREATED);
  ASSERT_OK_AND_ASSIGN(const auto old_again, storage.Write(old));
  EXPECT_EQ(old_again.results(0).outcome(), WRITE_OUTCOME_UNCHANGED);
  constexpr postgres::Statement kCount{"count_ledger", "SELECT count(*) FROM request_ledger"};
  EXPECT_EQ(storage.pool().Query(absl::Now() + absl::Seconds(20), kCount)->Int(0, 0), 2);
}

}  // namespace
}  // namespace broadsheet::storage
