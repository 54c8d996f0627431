#include "common/http/compression.h"

#include <gtest/gtest.h>

namespace broadsheet::http {
namespace {

TEST(CompressionTest, ReadsWhatTheClientTakes) {
  for (const char* taken : {"gzip", "deflate, GZIP", "br;q=1.0, gzip;q=0.1", "*", "x-gzip"}) {
    EXPECT_TRUE(TakesGzip(taken)) << taken;
  }
  for (const char* refused : {"", "br", "identity", "gzip;q=0", "*, gzip;q=0", "gzip; q=0.000",
                              "*;q=0", "gzip;q=x", "gzipped"}) {
    EXPECT_FALSE(TakesGzip(refused)) << refused;
  }
}

TEST(CompressionTest, CompressesLongText) {
  const Request request{.headers = {{"accept-encoding", "gzip"}}};
  Response page{.body = std::string(10000, 'x')};
  Compress(request, &page);
  EXPECT_LT(page.body.size(), 200);
  EXPECT_EQ(page.headers, Headers({{"Content-Encoding", "gzip"}}));
  Response picture{.content_type = "image/png", .body = std::string(10000, 'x')};
  Compress(request, &picture);
  Response word{.body = "x"};
  Compress(request, &word);
  EXPECT_EQ(picture.body.size(), 10000);
  EXPECT_EQ(word.body, "x");
}

}  // namespace
}  // namespace broadsheet::http
