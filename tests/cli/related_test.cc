#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;

class RelatedTest : public CommandLine {
 protected:
  RelatedTest() {
    query::v1::ListRelatedResponse response;
    *response.add_articles() = LongPost();
    auto& mention = *response.mutable_articles(0)->add_mentions();
    mention.set_entity("pearl-river-delta");
    mention.set_surface_form("Pearl River Delta");
    auto& reason = *response.add_reasons();
    reason.add_mentions("pearl-river-delta");
    reason.add_tags("drones");
    reason.add_words("harvest");
    services.query.related.responses = {response};
  }
};

TEST_F(RelatedTest, PrintsEntriesAndWhatTheyShare) {
  const Result result = Run({"related", "articles/1", "-n", "3"});
  EXPECT_EQ(result.out, Golden("related.txt", result.out));
  EXPECT_THAT(result.out, ::testing::HasSubstr("Both: Pearl River Delta, drones, harvest\n"));
  EXPECT_THAT(services.query.related.requests.at(0),
              EqualsProto("name: 'articles/1' page_size: 3"));
}

TEST_F(RelatedTest, AsksForTheNameOfAPath) {
  services.query.get.responses = {LongPost()};
  EXPECT_EQ(Run({"related", "2026/03/14/a-program-in-shenzhen"}).code, 0);
  EXPECT_EQ(services.query.related.requests.at(0).name(), LongPost().name());
}

TEST_F(RelatedTest, SaysThatThereAreNone) {
  services.query.related.responses = {query::v1::ListRelatedResponse()};
  const Result result = Run({"related", "articles/1"});
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "No related articles.\n");
  EXPECT_EQ(result.code, 0);
}

TEST_F(RelatedTest, LimitIsAtMostTwenty) {
  EXPECT_EQ(Run({"related", "articles/1", "-n", "21"}).code, 2);
}

}  // namespace
}  // namespace broadsheet::cli
