#include "common/status.h"

#include <gtest/gtest.h>

#include "common/rpc/status.h"
#include "support/matchers.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;

TEST(StatusTest, InvalidFieldNamesAndBlamesTheField) {
  const absl::Status status = InvalidField("article.title", "is empty");
  EXPECT_THAT(status, IsError(absl::StatusCode::kInvalidArgument, "article.title: is empty"));
  EXPECT_THAT(InvalidFields(status), ElementsAre("article.title"));
  EXPECT_EQ(Reason(status), "INVALID_FIELD");
  EXPECT_EQ(ReasonMetadata(status, "field"), "article.title");
}

TEST(StatusTest, RenamedFieldIsRenamedThroughout) {
  const absl::Status status =
      RenameField(InvalidField("article.title", "is empty"), "article.title", "articles[3].title");
  EXPECT_EQ(status, InvalidField("articles[3].title", "is empty"));
  EXPECT_EQ(RenameField(absl::NotFoundError("no"), "article", "x"), absl::NotFoundError("no"));
}

TEST(StatusTest, DetailsSurviveTheWire) {
  const absl::Status sent = Annotate(InvalidField("name", "is 'x'"), "writes[3]");
  const absl::Status received = FromGrpc(ToGrpc(sent));
  EXPECT_EQ(received, sent);
  EXPECT_THAT(received, IsError(absl::StatusCode::kInvalidArgument, "writes[3]: name: is 'x'"));
}

TEST(StatusTest, InternalTextStaysInside) {
  const absl::Status status = WithReason(absl::InternalError("password=hunter2"), "DATABASE_ERROR",
                                         {{"sqlstate", "XX000"}});
  const grpc::Status shown = ToGrpc(status);
  EXPECT_EQ(shown.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_EQ(shown.error_message().find("hunter2"), std::string::npos);
  EXPECT_EQ(shown.error_details().find("XX000"), std::string::npos);
}

TEST(StatusTest, EveryErrorHasAReason) {
  EXPECT_EQ(Reason(FromGrpc(ToGrpc(absl::NotFoundError("no")))), "NOT_FOUND");
}

TEST(StatusTest, PeerWithoutDetailsIsUnderstood) {
  EXPECT_THAT(FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused")),
              IsError(absl::StatusCode::kUnavailable, "connection refused"));
}

}  // namespace
}  // namespace broadsheet
