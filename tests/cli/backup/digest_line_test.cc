#include "cli/backup/digest_line.h"

#include <gmock/gmock.h>

namespace broadsheet::cli {
namespace {

using article::v1::Revision;
using ::testing::StartsWith;

Revision One() {
  Revision revision;
  revision.set_name("articles/a/revisions/1");
  revision.set_kind(Revision::KIND_CREATED);
  revision.set_content_digest("\x01\xab");
  revision.mutable_create_time()->set_seconds(7);
  revision.mutable_snapshot()->set_body_text("derived");
  return revision;
}

TEST(DigestLine, BeginsWithWhatStorageSays) {
  EXPECT_THAT(DigestLine(One()), StartsWith("articles/a/revisions/1 created 01ab "));
}

TEST(DigestLine, CountsAllButThePlaceInTheLog) {
  Revision moved = One(), later = One(), derived = One();
  moved.set_position(9);
  later.mutable_create_time()->set_seconds(8);
  derived.mutable_snapshot()->set_body_text("derived otherwise");
  EXPECT_EQ(DigestLine(moved), DigestLine(One()));
  EXPECT_NE(DigestLine(later), DigestLine(One()));
  EXPECT_NE(DigestLine(derived), DigestLine(One()));
}

TEST(DigestLine, LeavesOutWhenAndByWhomItWasRedacted) {
  Revision live = One();
  live.set_kind(Revision::KIND_REDACTED);
  live.set_reason("court order");
  Revision replayed = live;
  replayed.set_actor("another");
  replayed.set_content_digest("other");
  replayed.mutable_create_time()->set_seconds(8);
  replayed.mutable_snapshot()->mutable_delete_time()->set_seconds(8);
  EXPECT_EQ(DigestLine(replayed), DigestLine(live));
  replayed.set_reason("another");
  EXPECT_NE(DigestLine(replayed), DigestLine(live));
}

}  // namespace
}  // namespace broadsheet::cli
