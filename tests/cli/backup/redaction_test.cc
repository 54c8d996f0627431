#include "cli/backup/redaction.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::cli {
namespace {

using article::v1::Revision;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Newest first, as storage lists them: revision N has the digest "N", and content where it is
// not in `empty`.
std::vector<Revision> History(int64_t newest, const std::vector<int64_t>& empty) {
  std::vector<Revision> all;
  for (int64_t number = newest; number > 0; --number) {
    Revision& revision = all.emplace_back();
    revision.set_name(absl::StrCat("articles/a/revisions/", number));
    revision.set_content_digest(absl::StrCat(number));
    if (std::find(empty.begin(), empty.end(), number) == empty.end()) {
      revision.mutable_snapshot()->set_path("2026/a");
    }
  }
  return all;
}

Revision Redacting(int64_t number) {
  Revision revision;
  revision.set_name(absl::StrCat("articles/a/revisions/", number));
  revision.set_kind(Revision::KIND_REDACTED);
  revision.set_reason("court order");
  revision.mutable_snapshot()->set_path("2026/a");
  return revision;
}

std::string Hex(const std::string& digest) { return absl::BytesToHexString(digest); }

TEST(RedactionOf, NamesRevisionsByTheirDigests) {
  const Redaction redaction = RedactionOf(Redacting(4), History(4, {1, 3}));
  EXPECT_EQ(redaction.article, "articles/a");
  EXPECT_EQ(redaction.reason, "court order");
  EXPECT_FALSE(redaction.wholly);
  EXPECT_THAT(redaction.digests, ElementsAre(Hex("1"), Hex("3")));
}

TEST(RedactionOf, TakesATombstoneForAllOfIt) {
  Revision tombstone = Redacting(3);
  tombstone.mutable_snapshot()->clear_path();
  const Redaction redaction = RedactionOf(tombstone, History(3, {1, 2}));
  EXPECT_TRUE(redaction.wholly);
  EXPECT_THAT(redaction.digests, IsEmpty());
}

TEST(StillToRedact, LeavesOutWhatHasNoContentOrIsNotThere) {
  const Redaction redaction = RedactionOf(Redacting(9), History(8, {1, 2, 7}));
  EXPECT_THAT(*StillToRedact(redaction, History(3, {1})), ElementsAre(2));
  EXPECT_THAT(*StillToRedact(redaction, History(3, {1, 2})), IsEmpty());
}

TEST(StillToRedact, TellsARevisionByItsDigestAlone) {
  std::vector<Revision> all = History(3, {});
  all[1].set_content_digest("another");  // Revision 2.
  const Redaction redaction = RedactionOf(Redacting(4), History(4, {2}));
  EXPECT_THAT(*StillToRedact(redaction, all), IsEmpty());
}

TEST(StillToRedact, RefusesTheNewest) {
  const Redaction redaction = RedactionOf(Redacting(4), History(4, {1, 2}));
  const auto numbers = StillToRedact(redaction, History(2, {}));
  EXPECT_EQ(numbers.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(numbers.status().message(), HasSubstr("revision 2"));
}

TEST(StillToRedact, RefusesWhereTheNewestHasTheSameBody) {
  std::vector<Revision> all = History(3, {});
  all[0].mutable_snapshot()->set_body_html("<p>A name.</p>");  // Revision 3.
  all[1].mutable_snapshot()->set_body_html("<p>A name.</p>");
  const Redaction redaction = RedactionOf(Redacting(9), History(8, {2}));
  EXPECT_EQ(StillToRedact(redaction, all).status().code(), absl::StatusCode::kFailedPrecondition);
  all[0].mutable_snapshot()->set_body_html("<p>No name.</p>");
  EXPECT_THAT(*StillToRedact(redaction, all), ElementsAre(2));
}

TEST(MergeRedactions, SeesTheNewestOfAllLinesOfAnArticle) {
  const std::vector<Redaction> lines = {RedactionOf(Redacting(4), History(4, {1})), Redaction(),
                                        RedactionOf(Redacting(5), History(5, {1, 2}))};
  const std::vector<Redaction> merged = MergeRedactions(lines);
  ASSERT_EQ(merged.size(), 1);
  EXPECT_THAT(merged[0].digests, ElementsAre(Hex("1"), Hex("2")));
  EXPECT_EQ(StillToRedact(merged[0], History(2, {})).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(MergeRedactions, TakesAllWhereOneLineDoes) {
  std::vector<Redaction> lines = {RedactionOf(Redacting(4), History(4, {1})),
                                  RedactionOf(Redacting(5), History(5, {2}))};
  lines[0].wholly = true;
  EXPECT_TRUE(MergeRedactions(lines)[0].wholly);
}

TEST(FormatRedaction, IsReadBack) {
  Redaction redaction = RedactionOf(Redacting(4), History(4, {1, 3}));
  redaction.reason = "\"quoted\"\nand \u6df1";
  redaction.cursor.set_position(12);
  redaction.cursor.set_commit_id("\x01\xff");
  const auto line = FormatRedaction(redaction);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->find('\n'), std::string::npos);
  const auto back = ParseRedaction(*line);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->reason, redaction.reason);
  EXPECT_EQ(RedactionKey(*back), RedactionKey(redaction));
  EXPECT_EQ(back->cursor.SerializeAsString(), redaction.cursor.SerializeAsString());
}

TEST(ParseRedaction, RefusesWhatIsNone) {
  for (const char* line :
       {"", "{", "[]", "7", "{\"article\":\"articles/a\"}", "{\"cursor\":{\"position\":\"x\"}}",
        "{\"cursor\":{},\"article\":7}",
        "{\"cursor\":{},\"article\":\"feeds/a\",\"reason\":\"r\",\"wholly\":true,"
        "\"digests\":[]}"}) {
    EXPECT_EQ(ParseRedaction(line).status().code(), absl::StatusCode::kInvalidArgument) << line;
  }
}

}  // namespace
}  // namespace broadsheet::cli
