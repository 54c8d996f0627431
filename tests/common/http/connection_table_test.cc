#include "common/http/connection_table.h"

#include <gtest/gtest.h>

#include <vector>

namespace broadsheet::http {
namespace {

using Seat = ConnectionTable::Seat;

class ConnectionTableTest : public ::testing::Test {
 protected:
  // Notes when it is evicted.
  std::function<void()> As(int number) {
    return [this, number] { evicted_.push_back(number); };
  }
  std::vector<int> evicted_;
};

TEST_F(ConnectionTableTest, TheOneThatWaitsLongestMakesPlace) {
  ConnectionTable table(2, 0);
  const auto first = table.Admit("a").seat, second = table.Admit("b").seat;
  first->Wait(As(1));
  second->Wait(As(2));
  first->Work();
  first->Wait(As(1));
  const ConnectionTable::Admission third = table.Admit("c");
  EXPECT_NE(third.seat, nullptr);
  EXPECT_STREQ(third.limit, "max_connections");
  EXPECT_EQ(evicted_, std::vector<int>({2}));
  EXPECT_EQ(table.size(), 2);
  second->Wait(As(2));  // it does not know yet
  EXPECT_TRUE(table.EvictOldest());
  EXPECT_FALSE(table.EvictOldest());
  EXPECT_EQ(evicted_, std::vector<int>({2, 1}));
}

TEST_F(ConnectionTableTest, RefusesWhereAllAreAtWork) {
  ConnectionTable table(1, 0);
  auto first = table.Admit("a").seat;
  EXPECT_EQ(table.Admit("b").seat, nullptr);
  first.reset();
  EXPECT_EQ(table.Admit("b").limit, nullptr);
}

TEST_F(ConnectionTableTest, APeerMakesPlaceForItselfOnly) {
  ConnectionTable table(10, 1);
  const auto other = table.Admit("a").seat;
  other->Wait(As(1));
  const auto first = table.Admit("b").seat;
  const ConnectionTable::Admission refused = table.Admit("b");
  EXPECT_EQ(refused.seat, nullptr);
  EXPECT_STREQ(refused.limit, "max_connections_per_peer");
  first->Wait(As(2));
  const ConnectionTable::Admission second = table.Admit("b");
  EXPECT_NE(second.seat, nullptr);
  EXPECT_EQ(evicted_, std::vector<int>({2}));
  EXPECT_EQ(table.size(), 2);
}

}  // namespace
}  // namespace broadsheet::http
