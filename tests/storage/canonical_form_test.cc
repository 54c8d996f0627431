#include "storage/canonical_form.h"

#include <gtest/gtest.h>

#include "common/sha256.h"
#include "storage/writes.h"

namespace broadsheet::storage {
namespace {

std::string Bytes(std::initializer_list<int> values) {
  return std::string(values.begin(), values.end());
}

TEST(CanonicalFormTest, IsTagLengthAndBytesByFieldNumber) {
  Article article;
  article.set_revision(258);
  article.set_title("Hi");
  article.add_authors()->set_kind(article::v1::Author::KIND_SOFTWARE);
  article.add_tags("a");
  article.add_tags("b");
  EXPECT_EQ(CanonicalForm(article),
            Bytes({0, 0, 0, 2,  0, 0, 0, 0, 0, 0, 0, 8,  0,   0,   0, 0, 0, 0, 1, 2,  // revision
                   0, 0, 0, 4,  0, 0, 0, 0, 0, 0, 0, 2,  'H', 'i',                    // title
                   0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 20,                              // author
                   0, 0, 0, 2,  0, 0, 0, 0, 0, 0, 0, 8,  0,   0,   0, 0, 0, 0, 0, 3,  // its kind
                   0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 1,  'a',                         // tags
                   0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 1,  'b'}));
}

TEST(CanonicalFormTest, NegativeNumbersAreInTwosComplement) {
  Article article;
  article.mutable_publish_time()->set_seconds(-1);
  EXPECT_EQ(CanonicalForm(article),
            Bytes({0, 0, 0, 21, 0, 0, 0, 0, 0,   0,   0,   20,  0,   0,   0,   1,
                   0, 0, 0, 0,  0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255}));
}

TEST(CanonicalFormTest, DerivedFieldsAndEtagAreLeftOut) {
  const Article plain = MakeWrite("a").article();
  Article derived = plain;
  derived.set_body_text("other");
  derived.add_mentions()->set_entity("shenzhen");
  derived.set_etag("1-00");
  EXPECT_EQ(CanonicalForm(derived), CanonicalForm(plain));
}

TEST(CanonicalFormTest, DigestIsOverSaltAndForm) {
  const Article article = MakeWrite("a").article();
  EXPECT_EQ(ContentDigest("0123456789abcdef", article),
            Sha256("0123456789abcdef" + CanonicalForm(article)));
}

}  // namespace
}  // namespace broadsheet::storage
