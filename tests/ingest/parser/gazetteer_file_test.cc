#include "ingest/parser/gazetteer_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

class GazetteerFileTest : public ::testing::Test {
 protected:
  GazetteerFileTest() {
    ParserPool::Options options;
    options.binary = BROADSHEET_BINARY_DIR "/ingest";
    options.processes = 2;
    pool_ = ParserPool::Start(options, "a\tplace\tA", metrics_).value();
  }
  ~GazetteerFileTest() override { std::filesystem::remove(path_); }

  void Write(const std::string& text) { std::ofstream(path_) << text; }
  bool Shows(const std::string& sample) { return absl::StrContains(metrics_.Scrape(), sample); }

  const std::string path_ = ::testing::TempDir() + "/gazetteer_file_test.tsv";
  Metrics metrics_;
  std::unique_ptr<ParserPool> pool_;
  GazetteerFile file_{path_, metrics_};
};

TEST_F(GazetteerFileTest, WithoutAPathIsTheBuiltInOne) {
  GazetteerFile built_in("", metrics_);
  ASSERT_OK_AND_ASSIGN(const std::string text, built_in.Load());
  EXPECT_TRUE(absl::StrContains(text, "\nshenzhen\tplace\tShenzhen|"));
}

TEST_F(GazetteerFileTest, NamesFileAndLine) {
  EXPECT_THAT(file_.Load(), IsError(absl::StatusCode::kNotFound, "can't read " + path_));
  Write("a\tplace\tA\nb\tplace\n");
  EXPECT_THAT(file_.Load(), IsError(absl::StatusCode::kInvalidArgument,
                                    "--gazetteer: " + path_ + ": gazetteer line 2"));
}

TEST_F(GazetteerFileTest, BadFileLeavesTheOneBefore) {
  Write("a\tplace\tA\nb\tplace\tB\n");
  ASSERT_OK(file_.Load());
  Write("a\tplace");
  file_.Reload(*pool_);
  EXPECT_EQ(pool_->idle_pids().size(), 1u);
  EXPECT_TRUE(Shows("broadsheet_gazetteer_entities 2"));
  EXPECT_TRUE(Shows("broadsheet_gazetteer_reloads_total{outcome=\"refused\"} 1"));
  Write("a\tplace\tA");
  file_.Reload(*pool_);
  EXPECT_EQ(pool_->idle_pids().size(), 0u);
  EXPECT_TRUE(Shows("broadsheet_gazetteer_entities 1"));
  EXPECT_TRUE(Shows("broadsheet_gazetteer_reloads_total{outcome=\"taken\"} 1"));
}

}  // namespace
}  // namespace broadsheet::ingest
