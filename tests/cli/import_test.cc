#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>

#include "cli/command_line.h"
#include "cli/import_stream.h"
#include "support/matchers.h"

namespace broadsheet::cli {
namespace {

using ::broadsheet::testing::EqualsProto;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ImportTest : public CommandLine {
 protected:
  ImportTest() {
    services.ingest.import_counts.set_created(12);
    services.ingest.import_counts.set_unchanged(3);
  }

  const std::string file = WriteFile("a.jsonl", std::string(1'000'000, 'x') + "\n");
};

TEST_F(ImportTest, SendsTheWholeFileAndPrintsTheCounts) {
  const Result result = Run({"import", file, "-c", "tech", "--format", "jsonl"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, file + ": 12 created, 3 unchanged\n");
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(services.ingest.imported.at(0), EqualsProto(R"pb(
                file_name: "broadsheet_cli_a.jsonl"
                format: FORMAT_JSONL
                default_categories: "categories/tech"
                size: 1000001)pb"));
  EXPECT_EQ(services.ingest.imported_bytes.at(0), std::string(1'000'000, 'x') + "\n");
}

TEST_F(ImportTest, ReadsStandardInput) {
  standard_input = "<rss/>";
  EXPECT_EQ(Run({"import", "-"}).code, 0);
  EXPECT_THAT(services.ingest.imported.at(0), EqualsProto("file_name: 'standard input'"));
  EXPECT_THAT(services.ingest.imported_bytes, ElementsAre("<rss/>"));
}

TEST_F(ImportTest, TakesSeveralFilesAndGoesOnBehindOneThatFails) {
  const Result result = Run({"import", "/nowhere/b.xml", file});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.out, file + ": 12 created, 3 unchanged\n");
  EXPECT_EQ(result.err, "broadsheet import: /nowhere/b.xml: No such file or directory\n");
}

TEST_F(ImportTest, TellsRejectsByItsExitCode) {
  services.ingest.import_counts.set_rejected(1);
  const Result result = Run({"import", file});
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(result.out, file +
                            ": 12 created, 3 unchanged, 1 rejected\n"
                            "See what was refused, and why: broadsheet rejects list\n");
}

TEST_F(ImportTest, SaysWhatWasLeftOut) {
  services.ingest.import_counts.set_skipped(3);
  (*services.ingest.import_counts.mutable_skipped_kinds())["page"] = 1;
  (*services.ingest.import_counts.mutable_skipped_kinds())["draft"] = 2;
  services.ingest.import_counts.set_comments(40);
  EXPECT_EQ(
      Run({"import", file}).out,
      file + ": 12 created, 3 unchanged, 3 skipped (2 draft, 1 page), 40 comments not taken\n");
}

TEST_F(ImportTest, SendsWhereTheSiteIs) {
  Run({"import", file, "--format", "ghost", "--site", "https://bay.example"});
  EXPECT_THAT(services.ingest.imported.at(0), EqualsProto(R"pb(
                file_name: "broadsheet_cli_a.jsonl"
                format: FORMAT_GHOST
                site_uri: "https://bay.example"
                size: 1000001)pb"));
}

TEST_F(ImportTest, SaysHowFarAnImportCameThatBroke) {
  services.ingest.import_error = absl::DataLossError("line 4: the file ends in a string");
  const Result result = Run({"import", file});
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "broadsheet import: " + file +
                            ": after 12 created, 3 unchanged: ingest: line 4: the file ends in a "
                            "string\n");
}

TEST_F(ImportTest, StopsWhereIngestIsAway) {
  const Result result = RunAlone({"--ingest", "127.0.0.1:1", "import", file, file});
  EXPECT_EQ(result.code, 4);
  EXPECT_EQ(result.err, "broadsheet import: " + file +
                            ": after nothing: ingest at 127.0.0.1:1 can't be reached: "
                            "Connection refused\n");
}

TEST_F(ImportTest, EndsWhenItIsInterruptedAndSaysHowToGoOn) {
  services.ingest.stall_import = [] { kill(getpid(), SIGINT); };
  const Result result = Run({"import", file, file});
  EXPECT_EQ(result.code, 130);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, StartsWith("broadsheet import: " + file + ": interrupted after "));
  EXPECT_THAT(services.ingest.imported, SizeIs(1));
}

TEST(InterruptedTextTest, SaysHowFarItCame) {
  ingest::v1::ImportProgress progress;
  progress.set_bytes_done(256 << 10);
  progress.set_size(1 << 20);
  progress.mutable_counts()->set_created(12);
  EXPECT_EQ(InterruptedText(progress),
            "interrupted after 256.0 KiB of 1.0 MiB: 12 created; run it again to go on: what the "
            "archive holds is left unchanged");
  EXPECT_THAT(InterruptedText({}), StartsWith("interrupted after 0 B: nothing; run it again"));
}

TEST_F(ImportTest, PrintsTheLastProgressAsJson) {
  EXPECT_EQ(Run({"import", "--json", file}).out,
            "{\"bytesDone\":\"1000001\",\"size\":\"1000001\",\"counts\":{\"created\":\"12\","
            "\"unchanged\":\"3\"},\"done\":true,\"readAfter\":{\"position\":\"9\"}}\n");
}

TEST_F(ImportTest, WaitsUntilListsShowTheArticles) {
  Run({"import", file, "--wait"});
  EXPECT_EQ(services.query.list.requests.at(0).read_after().position(), 9);
}

TEST_F(ImportTest, RefusesAnUnknownFormat) {
  EXPECT_EQ(Run({"import", file, "--format", "pdf"}).code, 2);
  EXPECT_THAT(services.ingest.imported, IsEmpty());
}

}  // namespace
}  // namespace broadsheet::cli
