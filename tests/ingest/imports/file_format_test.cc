#include "ingest/imports/file_format.h"

#include <gtest/gtest.h>

#include "support/matchers.h"

namespace broadsheet::ingest {
namespace {

using ::broadsheet::testing::BlamesField;
using Header = v1::ImportHeader;

TEST(FileFormatTest, IsToldByFirstBytes) {
  EXPECT_EQ(*RecogniseFormat("\xEF\xBB\xBF\n <rss>"), Header::FORMAT_FEED);
  EXPECT_EQ(*RecogniseFormat("Warning: line 3 of x.php\n<?xml version='1.0'?><rss>"),
            Header::FORMAT_FEED);
  EXPECT_EQ(*RecogniseFormat("{\"title\":1}"), Header::FORMAT_JSONL);
  EXPECT_EQ(*RecogniseFormat("{\n\"version\": \"https://jsonfeed.org/version/1\""),
            Header::FORMAT_FEED);
  EXPECT_EQ(*RecogniseFormat("<rss xmlns:wp=\"http://wordpress.org/export/1.2/\">"),
            Header::FORMAT_WXR);
  EXPECT_EQ(*RecogniseFormat("<rss><channel><wp:wxr_version>"), Header::FORMAT_WXR);
  EXPECT_EQ(*RecogniseFormat("<?xml version='1.0'?>\n<!-- x --><OPML>"), Header::FORMAT_OPML);
  EXPECT_EQ(*RecogniseFormat("{ \"db\": [{"), Header::FORMAT_GHOST);
  EXPECT_EQ(*RecogniseFormat("{\"meta\":{}"), Header::FORMAT_GHOST);
  EXPECT_EQ(*RecogniseFormat("PK\x03\x04"), Header::FORMAT_SUBSTACK);
}

TEST(FileFormatTest, WhatBeginsLikeNothingIsRefused) {
  EXPECT_THAT(RecogniseFormat(""), BlamesField("header.format"));
  EXPECT_THAT(RecogniseFormat("%PDF-1.7"), BlamesField("header.format"));
}

}  // namespace
}  // namespace broadsheet::ingest
