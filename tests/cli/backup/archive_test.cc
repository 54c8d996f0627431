#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/command_line.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kHeader[] = R"({"header":{"formatVersion":1}})";

std::string End(int articles, int revisions) {
  return absl::StrCat(R"({"end":{"articles":")", articles, R"(","revisions":")", revisions,
                      R"("}})");
}

std::string Article(const std::string& id, int revisions) {
  return absl::StrCat(R"({"article":{"name":"articles/)", id, R"(","revision":")", revisions,
                      R"("}})");
}

std::string RevisionLine(const std::string& id, int number, const std::string& title = "T") {
  return absl::StrCat(R"({"revision":{"name":"articles/)", id, "/revisions/", number,
                      R"(","snapshot":{"title":")", title, R"("}}})");
}

class ArchiveTest : public CommandLine {
 protected:
  Result Import(const std::vector<std::string>& lines) {
    return Run({"archive", "import", WriteFile("archive.jsonl", absl::StrJoin(lines, "\n"))});
  }
};

TEST_F(ArchiveTest, ExportsParentsFirstAndSaysWhatTheFileHas) {
  for (const auto& [name, parent] : std::vector<std::pair<std::string, std::string>>{
           {"categories/a", "categories/z"}, {"categories/z", ""}}) {
    auto& category = *services.storage.categories.responses[0].add_categories();
    category.set_name(name);
    category.set_parent(parent);
  }
  auto& pages = services.storage.exported.responses;
  pages.resize(2);
  pages[0].add_lines()->mutable_article()->set_name("articles/1");
  pages[0].add_lines()->mutable_revision()->set_name("articles/1/revisions/1");
  pages[0].set_next_page_token("more");
  pages[1].add_lines()->mutable_revision()->set_name("articles/1/revisions/2");
  const Result result = Run({"archive", "export", "--category", "z", "--since", "2026-03"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.out, Golden("archive.jsonl", result.out));
  ASSERT_THAT(services.storage.exported.requests, SizeIs(2));
  EXPECT_THAT(services.storage.exported.requests[1].filter().categories(),
              ElementsAre("categories/z", "categories/a"));
  EXPECT_EQ(services.storage.exported.requests[1].page_token(), "more");
}

TEST_F(ArchiveTest, SendsAnArticleWithItsHistory) {
  services.storage.imported.responses[0].set_added(2);
  const Result result =
      Import({kHeader, Article("1", 2), RevisionLine("1", 1), RevisionLine("1", 2),
              R"({"retiredKeys":{"keys":["AAAA"]}})", End(1, 2)});
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out,
              EndsWith("archive.jsonl: 1 articles with 2 revisions taken in, 0 articles "
                       "here already, 0 refused\n"));
  ASSERT_THAT(services.storage.imported.requests, SizeIs(1));
  EXPECT_THAT(services.storage.imported.requests[0].revisions(), SizeIs(2));
  EXPECT_THAT(services.storage.retire.requests, SizeIs(1));
}

TEST_F(ArchiveTest, SendsALongHistoryInParts) {
  const std::string large(1'000'000, 'x');
  std::vector<std::string> lines = {kHeader, Article("1", 5)};
  for (int i = 1; i <= 5; ++i) lines.push_back(RevisionLine("1", i, large));
  lines.push_back(End(1, 5));
  EXPECT_EQ(Import(lines).code, 0);
  ASSERT_THAT(services.storage.imported.requests, SizeIs(2));
  for (const auto& request : services.storage.imported.requests) {
    EXPECT_EQ(request.article().name(), "articles/1");
  }
  EXPECT_EQ(services.storage.imported.requests[1].revisions(0).name(), "articles/1/revisions/4");
}

TEST_F(ArchiveTest, ADamagedLineCostsNothingButItself) {
  const Result result =
      Import({kHeader, "garbage", Article("1", 1), RevisionLine("1", 1), R"({"novelty":{}})", "{}",
              Article("2", 1), RevisionLine("2", 1), "\xff\xfe", "", End(2, 2)});
  EXPECT_EQ(result.code, 5);
  for (const char* line : {":2: is no ArchiveLine", ":5: is no ArchiveLine", ":6: tells nothing",
                           ":9: is no", ":10: is no"}) {
    EXPECT_THAT(result.err, HasSubstr(line));
  }
  EXPECT_THAT(services.storage.imported.requests, SizeIs(2));
  EXPECT_THAT(result.out, HasSubstr("5 refused"));
}

TEST_F(ArchiveTest, TakesNoArticleOfWhichTheEndIsMissing) {
  const Result result = Import({kHeader, Article("1", 2), RevisionLine("1", 1)});
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.err, HasSubstr(":2: articles/1: revision 2 is missing\n"));
  EXPECT_THAT(result.err, HasSubstr(":3: the file ends without an end"));
  EXPECT_THAT(services.storage.imported.requests, IsEmpty());
}

TEST_F(ArchiveTest, SaysWhereLinesAreMissing) {
  EXPECT_THAT(Import({kHeader, End(1, 1)}).err,
              HasSubstr(":2: the file had 1 articles with 1 revisions, and has 0 with 0"));
  EXPECT_THAT(Import({kHeader, RevisionLine("1", 1), End(0, 1)}).err,
              HasSubstr(":2: is a revision, and no article is before it"));
}

TEST_F(ArchiveTest, GoesOnBehindWhatStorageRefuses) {
  services.storage.imported.error =
      WithReason(absl::FailedPreconditionError("a key of it is that of another"), "KEY_CONFLICT");
  const Result result = Import({kHeader, Article("1", 1), RevisionLine("1", 1), Article("2", 1),
                                RevisionLine("2", 1), End(2, 2)});
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.err, HasSubstr(":2: articles/1: storage: a key of it is that of another\n"));
  EXPECT_THAT(result.err, HasSubstr(":4: articles/2: "));
}

TEST_F(ArchiveTest, StopsWhereStorageDoesNotAnswer) {
  services.storage.imported.error =
      WithReason(absl::UnavailableError("no database"), "DATABASE_UNAVAILABLE");
  const Result result = Import({kHeader, Article("1", 1), RevisionLine("1", 1), Article("2", 1),
                                RevisionLine("2", 1), End(2, 2)});
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("archive.jsonl:2: storage: no database"));
  EXPECT_THAT(services.storage.imported.requests, SizeIs(1));
}

TEST_F(ArchiveTest, RefusesWhatIsNoArchiveOrOfAnotherVersion) {
  for (const char* first : {"", "<rss/>", R"({"title":"An article"})", R"({"end":{}})"}) {
    const Result result = Import({first, kHeader});
    EXPECT_EQ(result.code, 1);
    EXPECT_THAT(result.err, HasSubstr("archive.jsonl:1: is no header of an archive file"));
  }
  const Result result = Import({R"({"header":{"formatVersion":2}})", Article("1", 1)});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err,
              HasSubstr("archive.jsonl:1: is of version 2 of the format; this program reads "
                        "version 1"));
  EXPECT_THAT(services.storage.imported.requests, IsEmpty());
}

TEST_F(ArchiveTest, LeavesACategoryThatIsOtherwiseHere) {
  services.storage.upsert.responses[0].mutable_category()->set_name("categories/a");
  services.storage.upsert.responses[0].mutable_category()->set_title("Here");
  const Result result =
      Import({kHeader, R"({"category":{"name":"categories/a","title":"There"}})", End(0, 0)});
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.err, HasSubstr(":2: categories/a is here, and otherwise: it was left\n"));
  EXPECT_TRUE(services.storage.upsert.requests[0].create_only());
}

TEST_F(ArchiveTest, FilesMayFollowOneAnother) {
  const Result result = Import({kHeader, Article("1", 1), RevisionLine("1", 1), End(1, 1), kHeader,
                                Article("2", 1), RevisionLine("2", 1), End(1, 1)});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(services.storage.imported.requests, SizeIs(2));
}

}  // namespace
}  // namespace broadsheet::cli
