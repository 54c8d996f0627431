#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;

class FetchTest : public CommandLine {
 protected:
  FetchTest() {
    auto& response = services.ingest.fetch.responses[0];
    response.set_page_kind(ingest::v1::FetchPageResponse::PAGE_KIND_ARCHIVE);
    response.set_pages(3);
    response.mutable_counts()->set_created(1);
    auto& created = *response.add_results();
    created.set_outcome(article::v1::WRITE_OUTCOME_CREATED);
    created.set_name("articles/1");
    created.set_revision(1);
  }
};

TEST_F(FetchTest, PrintsWhatWasFound) {
  const Result result = Run({"fetch", "https://a.example/", "--older", "2"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "An archive page; 3 pages fetched: 1 created\n");
}

TEST_F(FetchTest, PrintsTheNameOfAnArticle) {
  auto& response = services.ingest.fetch.responses[0];
  response.set_page_kind(ingest::v1::FetchPageResponse::PAGE_KIND_ARTICLE);
  response.set_pages(1);
  EXPECT_EQ(Run({"fetch", "https://a.example/port"}).out,
            "created articles/1 revision 1\nAn article; 1 page fetched: 1 created\n");
}

TEST_F(FetchTest, AsksForWhatTheOptionsSay) {
  Run({"fetch", "https://a.example/", "--older", "2", "--full-text", "--category", "tech"});
  EXPECT_THAT(services.ingest.fetch.requests.at(0), EqualsProto(R"pb(
                uri: "https://a.example/"
                default_categories: "categories/tech"
                fetch_full_text: true
                older_pages: 2
                even_if_set_aside: true)pb"));
}

TEST_F(FetchTest, ShowsWhyAnEntryWasRejected) {
  auto& response = services.ingest.fetch.responses[0];
  response.mutable_counts()->set_rejected(1);
  auto& refused = *response.add_results();
  refused.mutable_error()->set_code(3);
  refused.mutable_error()->set_message("article.title: is\nmissing");
  refused.set_reject("rejects/4");
  const Result result = Run({"fetch", "https://a.example/"});
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.out,
              ::testing::HasSubstr("rejected article.title: is missing (kept as rejects/4)\n"));
}

TEST_F(FetchTest, NamesThePageThatCannotBeFetched) {
  services.ingest.fetch.error = absl::FailedPreconditionError("robots.txt forbids it");
  const Result result = Run({"fetch", "https://a.example/"});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "broadsheet fetch: https://a.example/: ingest: robots.txt forbids it\n");
}

TEST_F(FetchTest, RefusesMorePagesThanIngestTakes) {
  EXPECT_EQ(Run({"fetch", "https://a.example/", "--older", "10001"}).code, 2);
}

}  // namespace
}  // namespace broadsheet::cli
