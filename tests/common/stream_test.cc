#include "common/rpc/stream.h"

#include "absl/time/clock.h"
#include "common/rpc_fixture.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using ::broadsheet::testing::IsError;

using StreamTest = RpcTest;

// Readers are not waited for long.
class StalledReaderTest : public RpcTest {
 protected:
  StalledReaderTest() : RpcTest(absl::Milliseconds(200)) {}
};

TEST_F(StreamTest, StreamAnswersInOrder) {
  grpc::ClientContext context;
  auto stream = stub_->WriteArticles(&context);
  for (int i = 0; i < 100; ++i) {
    WriteArticlesRequest request;
    request.set_request_id(absl::StrCat(i));
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  WriteArticlesResponse response;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.request_id(), absl::StrCat(i));
  }
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(StreamTest, EndlessStreamEndsWhenTheServerDrains) {
  grpc::ClientContext context;
  auto stream = stub_->WatchChanges(&context, {});
  WatchChangesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  rpc_->Drain();
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(StreamTest, EndlessStreamEndsWhenTheCallerGoes) {
  {
    grpc::ClientContext context;
    auto stream = stub_->WatchChanges(&context, {});
    WatchChangesResponse response;
    ASSERT_TRUE(stream->Read(&response));
    context.TryCancel();
    EXPECT_FALSE(stream->Finish().ok());
  }
  // Waits for the handler: hangs if that did not notice.
  server_->Shutdown(absl::Hours(1));
}

TEST_F(StalledReaderTest, IsCutOffWithAReason) {
  grpc::ClientContext context;
  auto stream = stub_->WatchChanges(&context, {});
  WatchChangesResponse response;
  // Reads on only after the handler has ended; what was on its way still comes.
  while (rpc_->streams_running() == 0) absl::SleepFor(absl::Milliseconds(1));
  while (rpc_->streams_running() > 0) absl::SleepFor(absl::Milliseconds(1));
  int64_t next = 0;
  while (stream->Read(&response)) EXPECT_EQ(response.head().position(), next++);
  EXPECT_GT(next, 0);
  const absl::Status status = FromGrpc(stream->Finish());
  EXPECT_THAT(status, IsError(absl::StatusCode::kResourceExhausted, "has not read"));
  EXPECT_EQ(Reason(status), "SLOW_READER");
}

}  // namespace
}  // namespace broadsheet
