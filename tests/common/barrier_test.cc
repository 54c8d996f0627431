#include "common/barrier.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "support/matchers.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

TEST(BarrierTest, ExceptionBecomesAnErrorThatIsCounted) {
  const int64_t before = ExceptionsStopped();
  const auto thrown = [](auto exception) {
    return StopExceptions("reading a page", [&]() -> absl::Status { throw exception; });
  };
  EXPECT_THAT(thrown(std::out_of_range("1e999")),
              IsError(absl::StatusCode::kInternal, "reading a page: 1e999"));
  EXPECT_THAT(thrown(42), IsError(absl::StatusCode::kInternal, "no std::exception"));
  EXPECT_EQ(ExceptionsStopped(), before + 2);
}

TEST(BarrierTest, StatusPassesThrough) {
  EXPECT_OK(StopExceptions("nothing", [] { return absl::OkStatus(); }));
  EXPECT_THAT(StopExceptions("nothing", [] { return absl::AbortedError("later"); }),
              IsError(absl::StatusCode::kAborted, "later"));
}

TEST(BarrierTest, ThreadThatThrowsGoesOn) {
  int runs = 0;
  StartThread(
      "a loop",
      [&] {
        if (++runs < 3) throw std::runtime_error("not yet");
      },
      absl::ZeroDuration())
      .join();
  EXPECT_EQ(runs, 3);
}

}  // namespace
}  // namespace broadsheet
