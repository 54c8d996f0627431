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
    documents.push_back(part.status.ok() ? std::move(part.document)
                                         : std::string(part.status.message()));
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

TEST(WxrReaderTest, TagsOfTheHeadAreLeftOut) {
  const std::string head =
      "<rss><channel><wp:tag><x/></wp:tag>\n<wp:term>a</wp:term><wp:category>b</wp:category>";
  ASSERT_OK_AND_ASSIGN(const auto documents, Cut(absl::StrCat(head, "<item>1</item>", kEnd), 7));
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0],
            "<rss><channel>\n<wp:category>b</wp:category><item>1</item></channel></rss>");
}

TEST(WxrReaderTest, SectionThatIsNeverClosedEndsWithItsItem) {
  const std::string open =
      "<item><content:encoded><![CDATA[Text.</content:encoded><wp:status>publish</wp:status>\n"
      "</item>";
  const std::string next = "<item><title><![CDATA[b]]></title></item>";
  for (size_t size : {1, 3, 17, 1000}) {
    ASSERT_OK_AND_ASSIGN(const auto documents, Cut(absl::StrCat(kHead, open, next, kEnd), size));
    ASSERT_EQ(documents.size(), 1u);
    EXPECT_EQ(documents[0],
              absl::StrCat(kHead,
                           "<item><content:encoded><![CDATA[Text.]]></content:encoded>"
                           "<wp:status>publish</wp:status>\n</item>",
                           next, kEnd))
        << size;
  }
}

TEST(WxrReaderTest, LongItemCostsItself) {
  for (const std::string& filler :
       {std::string(9 << 20, 'x'), absl::StrCat("<![CDATA[", std::string(9 << 20, 'x'), "]]>")}) {
    ASSERT_OK_AND_ASSIGN(
        const auto documents,
        Cut(absl::StrCat(kHead, "<item>a</item><item>", filler, "</item><item>b</item>", kEnd),
            1 << 20));
    ASSERT_EQ(documents.size(), 3u);
    EXPECT_EQ(documents[0], absl::StrCat(kHead, "<item>a</item>", kEnd));
    EXPECT_NE(documents[1].find("is longer than"), std::string::npos);
    EXPECT_EQ(documents[2], absl::StrCat(kHead, "<item>b</item>", kEnd));
  }
}

TEST(WxrReaderTest, ExportWithoutItemsIsEmpty) {
  ASSERT_OK_AND_ASSIGN(const auto documents, Cut(absl::StrCat(kHead, kEnd), 10));
  EXPECT_TRUE(documents.empty());
}

TEST(WxrReaderTest, SaysWhatItCanNotCut) {
  ASSERT_OK_AND_ASSIGN(const auto documents, Cut(absl::StrCat(kHead, "<item>a</item><item>b"), 10));
  ASSERT_EQ(documents.size(), 2u);
  EXPECT_NE(documents[1].find("ends inside of an item, at byte 43"), std::string::npos)
      << documents[1];
  EXPECT_THAT(Cut(kHead, 10).status(),
              IsError(absl::StatusCode::kInvalidArgument, "before its first item"));
}

}  // namespace
}  // namespace broadsheet::ingest
