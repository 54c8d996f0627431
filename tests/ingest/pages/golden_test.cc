// Every document of tests/data/ingest against what storage is to write for it,
// kept beside it. BROADSHEET_REGENERATE=1 writes what is expected anew.
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ingest/fixtures.h"

namespace broadsheet::ingest {
namespace {

std::string AsText(const google::protobuf::Message& message) {
  google::protobuf::TextFormat::Printer printer;
  printer.SetUseUtf8StringEscaping(true);
  std::string text;
  printer.PrintToString(message, &text);
  return text;
}

std::string Describe(const absl::StatusOr<Document>& document) {
  if (!document.ok()) return absl::StrCat("# ", document.status().ToString(), "\n");
  std::string text = absl::StrCat("# title: ", document->title, "\n# site: ", document->site_uri,
                                  "\n# language: ", document->language_code,
                                  "\n# older: ", document->older_uri, "\n");
  for (const Listed& page : document->pages) {
    absl::StrAppend(&text, "# page: ", page.uri, " ",
                    absl::FormatTime(page.change_time, absl::UTCTimeZone()), "\n");
  }
  for (const auto& [kind, count] : document->left_out_kinds) {
    absl::StrAppend(&text, "# left out: ", count, " ", kind, "\n");
  }
  for (const EntryError& error : document->errors) {
    absl::StrAppend(&text, "# unreadable: ", error.id, ": ", error.status.message(), "\n");
  }
  storage::v1::WriteArticlesRequest request;
  for (const Entry& entry : document->entries) {
    auto prepared = Prepare(entry, testing::TestContext("golden"));
    if (!prepared.ok()) {
      absl::StrAppend(&text, "# refused: ", entry.id, ": ", prepared.status().message(), "\n");
      continue;
    }
    // Same for all, and opaque.
    prepared->write.clear_origin();
    prepared->write.clear_observe_time();
    EXPECT_EQ(prepared->write.observation_digest().size(), 32u);
    prepared->write.clear_observation_digest();
    *request.add_writes() = std::move(prepared->write);
  }
  return absl::StrCat(text, AsText(request));
}

std::vector<std::string> Documents() {
  std::vector<std::string> names;
  for (const char* directory : {"feeds", "archives", "pages"}) {
    for (const auto& file :
         std::filesystem::directory_iterator(testing::DataDirectory() + "/" + directory)) {
      if (file.path().extension() == ".textproto") continue;
      names.push_back(absl::StrCat(directory, "/", file.path().filename().string()));
    }
  }
  return names;
}

class GoldenTest : public ::testing::TestWithParam<std::string> {};

TEST_P(GoldenTest, IsReadAsExpected) {
  const std::string expected_path =
      absl::StrCat(testing::DataDirectory(), "/", GetParam(), ".textproto");
  const std::string actual = Describe(
      testing::ReadDocument(GetParam(), absl::StrCat("https://delta.example/", GetParam())));
  if (std::getenv("BROADSHEET_REGENERATE") != nullptr) {
    std::ofstream(expected_path, std::ios::binary) << actual;
    return;
  }
  EXPECT_EQ(actual, testing::ReadFile(expected_path));
}

INSTANTIATE_TEST_SUITE_P(Documents, GoldenTest, ::testing::ValuesIn(Documents()),
                         [](const auto& info) {
                           std::string name = info.param;
                           for (char& c : name) c = std::isalnum(c) ? c : '_';
                           return name;
                         });

}  // namespace
}  // namespace broadsheet::ingest
