#include "storage/field_digests.h"

#include <gtest/gtest.h>

#include "common/sha256.h"
#include "storage/canonical_form.h"
#include "storage/writes.h"
#include "support/matchers.h"

namespace broadsheet::storage {
namespace {

using ::broadsheet::testing::IsError;

FieldSet Only(int number) { return FieldSet().set(number); }

TEST(FieldDigestsTest, AreKeptAsNumbersAndTheFirstBytesOfTheSha256) {
  const Article article = MakeWrite("a").article();
  const std::string form = CanonicalField(article, Article::kTitleFieldNumber);
  EXPECT_EQ(form.substr(12), "Title of a");
  EXPECT_EQ(EncodeFieldDigests(DigestFields(article, Only(Article::kTitleFieldNumber))),
            "\x04" + Sha256(form).substr(0, 8));
}

TEST(FieldDigestsTest, ComeBackFromTheRecord) {
  const FieldDigests digests = DigestFields(MakeWrite("a").article(), FieldSet().set());
  ASSERT_OK_AND_ASSIGN(const FieldDigests decoded, DecodeFieldDigests(EncodeFieldDigests(digests)));
  EXPECT_EQ(decoded, digests);
  EXPECT_THAT(DecodeFieldDigests("12345678"), IsError(absl::StatusCode::kInternal, "8 bytes"));
}

TEST(FieldDigestsTest, TellFieldsThatChangedFromThoseThatDidNot) {
  Article article = MakeWrite("a").article();
  const FieldSet fields = Only(Article::kTitleFieldNumber) | Only(Article::kAuthorsFieldNumber) |
                          Only(Article::kRightsFieldNumber);
  article.add_authors()->set_display_name("A");
  const FieldDigests last = DigestFields(article, fields);
  article.add_authors()->set_display_name("B");
  EXPECT_EQ(RepeatedFields(last, DigestFields(article, fields)),
            Only(Article::kTitleFieldNumber) | Only(Article::kRightsFieldNumber));
  EXPECT_EQ(RepeatedFields({}, last), FieldSet());
}

TEST(FieldDigestsTest, ForgottenOnesCountAsRepeatedWhateverComes) {
  const FieldSet fields = Only(Article::kTitleFieldNumber);
  FieldDigests last = DigestFields(MakeWrite("a").article(), fields);
  Forget(&last);
  EXPECT_EQ(EncodeFieldDigests(last), "\x04" + std::string(8, '\0'));
  EXPECT_EQ(RepeatedFields(last, DigestFields(MakeWrite("b").article(), FieldSet().set())), fields);
}

TEST(FieldDigestsTest, PublishTimeChangesWithItsQuality) {
  Article article = MakeWrite("a").article();
  const FieldSet fields = Only(Article::kPublishTimeFieldNumber);
  const FieldDigests last = DigestFields(article, fields);
  article.set_publish_time_quality(article::v1::PUBLISH_TIME_QUALITY_FUTURE);
  EXPECT_EQ(RepeatedFields(last, DigestFields(article, fields)), FieldSet());
}

}  // namespace
}  // namespace broadsheet::storage
