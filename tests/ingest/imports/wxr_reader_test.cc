#include "ingest/imports/wxr_reader.h"

#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::IsError;

// The documents that a file comes to, given in pieces of `size` bytes.
absl::StatusOr<std::vector<std::string>> Cut(const std::string& file, size_t size) {
  WxrReader reader;
  std::vector<std::string> documents;
  const WxrReader::Take take = [&](WxrReader::Part part) {
    documents.push_back(std::move(part.document));
    return absl::OkStatus();
  };
  for (size_t at = 0; at < file.size(); at += size) {
    RETURN_IF_ERROR(reader.Add(std::string_view(file).substr(at, size), take));
  }
  RETURN_IF_ERROR(reader.Finish(take));
  return documents;
}

constexpr char kHead[] = "<rss><channel><items/>";
constexpr char kEnd[] = "</channel></rss>";

TEST(WxrReaderTest, CutsWhereverItsBytesEnd) {
  const std::string items =
      "<item>a</item> <item x='1'><![CDATA[</item><item>]]>b</item>\n<item>c</item>";
  for (size_t size : {1, 2, 3, 5, 7, 11, 1000}) {
    ASSERT_OK_AND_ASSIGN(const auto documents, Cut(absl::StrCat(kHead, items, kEnd), size));
    ASSERT_EQ(documents.size(), 1u);
    EXPECT_EQ(documents[0], absl::StrCat(kHead, items, kEnd)) << size;
  }
}

TEST(WxrReaderTest, PartsAreOfFiveHundredItems) {
  std::string items;
  for (int i = 0; i < 1001; ++i) absl::StrAppend(&items, "<item>", i, "</item>");
  ASSERT_OK_AND_ASSIGN(const auto documents, Cut(absl::StrCat(kHead, items, kEnd), 4096));
  ASSERT_EQ(documents.size(), 3u);
  EXPECT_EQ(documents[2], absl::StrCat(kHead, "<item>1000</item>", kEnd));
}

TEST(WxrReaderTest, SaysWhatItCanNotCut) {
  EXPECT_THAT(Cut(absl::StrCat(kHead, "<item>a</item><item>b"), 10).status(),
              IsError(absl::StatusCode::kInvalidArgument, "ends inside of the item at byte 36"));
  EXPECT_THAT(Cut(absl::StrCat(kHead, kEnd), 10).status(),
              IsError(absl::StatusCode::kInvalidArgument, "no item"));
  EXPECT_THAT(
      Cut(absl::StrCat(kHead, "<item>", std::string(9 << 20, 'x'), "</item>"), 1 << 20).status(),
      IsError(absl::StatusCode::kInvalidArgument, "the item at byte 22 is longer"));
}

}  // namespace
}  // namespace broadsheet::ingest
