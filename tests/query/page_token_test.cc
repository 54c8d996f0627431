#include "query/page_token.h"

#include <stdlib.h>
#include <unistd.h>

#include <fstream>

#include "broadsheet/query/v1/query_service.pb.h"
#include "support/matchers.h"

namespace broadsheet::query {
namespace {

using ::broadsheet::testing::BlamesField;
using ::broadsheet::testing::IsError;
using ::testing::ElementsAre;

const std::vector<std::string> kKeys = {"the first key is long", "another key is long too"};

v1::ListArticlesRequest Request() {
  v1::ListArticlesRequest request;
  request.mutable_filter()->add_tags("ai");
  return request;
}

PagePosition Position() {
  PagePosition position;
  position.read_after.set_epoch(3);
  position.read_after.set_position(1'234'567'890'123);
  position.read_after.set_commit_id(std::string("\0\xff 45678901234567", 16));
  position.list_time = absl::FromUnixMicros(-5);
  position.article_id = "01900000-0000-7000-8000-000000000001";
  position.offset = 20;
  return position;
}

TEST(PageTokenTest, ComesBackAsItWent) {
  ASSERT_OK_AND_ASSIGN(
      const PagePosition opened,
      OpenPageToken(kKeys, Request(), MakePageToken(kKeys, Request(), Position())));
  EXPECT_EQ(opened.read_after.SerializeAsString(), Position().read_after.SerializeAsString());
  EXPECT_EQ(opened.list_time, Position().list_time);
  EXPECT_EQ(opened.article_id, Position().article_id);
  EXPECT_EQ(opened.offset, 20);
}

TEST(PageTokenTest, IsBoundToTheRequest) {
  const std::string token = MakePageToken(kKeys, Request(), Position());
  v1::ListArticlesRequest request = Request();
  EXPECT_OK(OpenPageToken(kKeys, request, token));
  request.set_view(v1::ARTICLE_VIEW_FULL);
  EXPECT_THAT(OpenPageToken(kKeys, request, token), BlamesField("page_token"));
  EXPECT_THAT(OpenPageToken(kKeys, v1::SearchArticlesRequest(), token), BlamesField("page_token"));
}

TEST(PageTokenTest, EveryChangedByteIsNoticed) {
  const std::string token = MakePageToken(kKeys, Request(), Position());
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(OpenPageToken(kKeys, Request(), changed), BlamesField("page_token")) << i;
  }
  for (const char* bad : {"x", "AAAA", "not base64!", "\xff"}) {
    EXPECT_THAT(OpenPageToken(kKeys, Request(), bad), BlamesField("page_token")) << bad;
  }
}

TEST(PageTokenTest, AnyKeyVerifiesAndTheFirstSigns) {
  const std::string token = MakePageToken({kKeys[1]}, Request(), Position());
  EXPECT_OK(OpenPageToken(kKeys, Request(), token));
  EXPECT_THAT(OpenPageToken({kKeys[0]}, Request(), token), BlamesField("page_token"));
}

TEST(PageTokenTest, KeyFileHoldsOneKeyALine) {
  char path[] = "/tmp/broadsheet-keys.XXXXXX";
  ASSERT_GE(mkstemp(path), 0);
  std::ofstream(path) << "# keys\n" << kKeys[0] << "\n\n  " << kKeys[1] << "  \n";
  ASSERT_OK_AND_ASSIGN(const auto keys, ReadPageTokenKeys(path));
  EXPECT_THAT(keys, ElementsAre(kKeys[0], kKeys[1]));
  std::ofstream(path) << "short\n";
  EXPECT_THAT(ReadPageTokenKeys(path),
              IsError(absl::StatusCode::kInvalidArgument, "shorter than 16"));
  std::ofstream(path) << "# none\n";
  EXPECT_THAT(ReadPageTokenKeys(path), IsError(absl::StatusCode::kInvalidArgument, "no key"));
  unlink(path);
  EXPECT_THAT(ReadPageTokenKeys(path), IsError(absl::StatusCode::kNotFound, path));
}

}  // namespace
}  // namespace broadsheet::query
