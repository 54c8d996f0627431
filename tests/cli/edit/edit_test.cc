#include <gmock/gmock.h>

#include "cli/command_line.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EditTest : public CommandLine {
 protected:
  EditTest() {
    before = LongPost();
    before.set_etag("e2");
    services.storage.get.responses[0] = before;
    services.query.get.responses[0] = before;
    Become([](article::v1::Article&) {});
  }

  // What ingest answers: the article with a change and a new revision.
  template <class Change>
  void Become(Change change) {
    auto& response = services.ingest.edit.responses[0];
    *response.mutable_article() = before;
    response.mutable_article()->set_revision(3);
    change(*response.mutable_article());
    response.mutable_read_after()->set_position(17);
  }

  Result Edit(std::vector<std::string> options) {
    options.insert(options.begin(), {"edit", before.path()});
    return Run(options);
  }

  const ingest::v1::EditArticleRequest& Sent() { return services.ingest.edit.requests.at(0); }

  article::v1::Article before;
};

TEST_F(EditTest, ChangesWhatIsGivenAndShowsIt) {
  Become([](article::v1::Article& article) {
    article.set_title("A program writes");
    article.add_tags("zhuhai");
    article.mutable_authors()->DeleteSubrange(1, 1);
  });
  const Result result = Edit(
      {"--title", "A program writes", "--tag", "ai", "-t", "weather", "-t", "zhuhai", "--wait"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, Golden("edit.txt", result.out));
  EXPECT_THAT(Sent().update_mask(), EqualsProto("paths: 'title' paths: 'tags'"));
  EXPECT_EQ(Sent().article().title(), "A program writes");
  EXPECT_EQ(Sent().article().name(), before.name());
  EXPECT_EQ(Sent().article().etag(), "e2");
  EXPECT_EQ(services.query.list.requests.at(0).read_after().position(), 17);
}

TEST_F(EditTest, ReadsTextsFromFilesAndStandardInput) {
  standard_input = "<p>Body</p>";
  const std::string teaser = WriteFile("teaser.html", "<p>Teaser</p>");
  EXPECT_EQ(Edit({"--body-file", "-", "--teaser-file", teaser}).code, 0);
  EXPECT_THAT(Sent().update_mask(), EqualsProto("paths: 'teaser_html' paths: 'body_html'"));
  EXPECT_EQ(Sent().article().body_html(), "<p>Body</p>");
  EXPECT_EQ(Sent().article().teaser_html(), "<p>Teaser</p>");
}

TEST_F(EditTest, EmptiesAFieldAndKeepsWhatAnAuthorIs) {
  EXPECT_EQ(Edit({"--category", "", "--rights", "", "--author", "Weather Desk 2", "--author",
                  "Wu Lan", "--publish-time", "2026-03-13"})
                .code,
            0);
  EXPECT_THAT(Sent().update_mask(),
              EqualsProto("paths: 'authors' paths: 'categories' paths: 'publish_time'"));
  EXPECT_EQ(Sent().article().categories_size(), 0);
  EXPECT_EQ(Sent().article().authors(0).kind(), article::v1::Author::KIND_SOFTWARE);
  EXPECT_EQ(Sent().article().authors(1).kind(), article::v1::Author::KIND_PERSON);
}

TEST_F(EditTest, TakesTheFieldsThatDifferFromJson) {
  standard_input = R"({"name": "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11", "revision": "2",
      "etag": "e2", "title": "Another", "languageCode": "en", "tags": []})";
  EXPECT_EQ(Edit({"--json-file", "-"}).code, 0);
  EXPECT_THAT(Sent().update_mask(), EqualsProto("paths: 'title' paths: 'tags'"));
  EXPECT_EQ(Sent().article().title(), "Another");
  EXPECT_EQ(Sent().article().tags_size(), 0);
  EXPECT_EQ(Sent().article().body_html(), before.body_html());
}

TEST_F(EditTest, SendsNothingWhereNothingIsDifferent) {
  const Result result = Edit({"--language", "en"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, "unchanged articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11 revision 2\n");
  EXPECT_THAT(services.ingest.edit.requests, IsEmpty());
}

TEST_F(EditTest, SaysThatOnlyMarkupChanged) {
  Become([](article::v1::Article& article) {
    article.set_teaser_html("<div>" + article.teaser_html() + "</div>");
  });
  EXPECT_THAT(Edit({"--teaser-html", "<div>x</div>"}).out,
              HasSubstr("teaser_html\n  (its markup alone)\n"));
}

TEST_F(EditTest, RefusesAnotherStateOfTheArticle) {
  EXPECT_EQ(Edit({"--title", "x", "--etag", "e1"}).err,
            "broadsheet edit: 2026/03/14/a-program-in-shenzhen: has changed since: its etag is e2 "
            "now, not e1\n");
  standard_input = R"({"name": "articles/7", "title": "x"})";
  EXPECT_EQ(Edit({"--json-file", "-"}).err,
            "broadsheet edit: 2026/03/14/a-program-in-shenzhen: -: is about articles/7, not "
            "articles/0195f3a1-7c2e-7b44-9d1f-3f6f5a0c2b11\n");
  EXPECT_THAT(services.ingest.edit.requests, IsEmpty());
}

TEST_F(EditTest, WantsSomethingToChange) {
  const Result result = Edit({});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("something to change"));
}

TEST_F(EditTest, NamesTheArticleThatIsNotThere) {
  services.query.get.error = absl::NotFoundError("there is no such article");
  const Result result = Edit({"--title", "x"});
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.err,
            "broadsheet edit: 2026/03/14/a-program-in-shenzhen: query: there is no such article\n");
}

TEST_F(EditTest, PrintsTheWholeAnswerAsJson) {
  EXPECT_THAT(Edit({"--json", "--title", "x"}).out,
              HasSubstr("\"readAfter\":{\"position\":\"17\"}"));
}

}  // namespace
}  // namespace broadsheet::cli
