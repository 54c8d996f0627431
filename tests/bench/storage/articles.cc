#include "bench/storage/articles.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/sha256.h"
#include "common/uuid.h"
#include "storage/timestamps.h"

namespace broadsheet::bench {
namespace {

constexpr int kWords = 4000;
constexpr int kTexts = 1000;
constexpr int kWordsInASentence = 40;
constexpr size_t kPlainBytes = 2700;

}  // namespace

Articles::Articles() : words_(kWords), texts_(kTexts) {
  std::mt19937 random(1);
  for (std::string& word : words_) {
    for (int n = 2 + random() % 9; n > 0; --n) word.push_back('a' + random() % 26);
  }
  for (Text& text : texts_) {
    while (text.plain.size() < kPlainBytes) {
      std::string sentence = words_[random() % kWords];
      for (int n = kWordsInASentence; n > 0; --n) {
        absl::StrAppend(&sentence, " ", words_[random() % kWords]);
      }
      absl::StrAppend(&text.plain, sentence, ".\n");
      absl::StrAppend(&text.html, "<p>", sentence, ".</p>\n");
    }
  }
}

storage::ArticleWrite Articles::Write(int64_t index) const {
  const Text& text = texts_[index % kTexts];
  storage::ArticleWrite write;
  storage::Article& article = *write.mutable_article();
  article.set_title(absl::StrCat("Headline ", words_[index % kWords], " number ", index));
  article.set_body_text(absl::StrCat("Article ", index, ".\n", text.plain));
  article.set_body_html(absl::StrCat("<p>Article ", index, ".</p>\n", text.html));
  article.set_teaser_html(article.body_html().substr(0, 200));
  article.set_language_code("en");
  article.mutable_source()->set_site_uri("https://bench.test");
  article.set_source_guid(absl::StrCat("guid-", index));
  article.set_canonical_uri(absl::StrCat("https://bench.test/article-", index));
  *article.mutable_publish_time() =
      storage::ToTimestamp(absl::FromUnixSeconds(1'700'000'000 + index));
  article.add_tags("bench");
  write.set_origin("feeds/bench");
  *write.mutable_observe_time() = storage::ToTimestamp(absl::FromUnixSeconds(1'772'323'200));
  write.set_observation_digest(Sha256(article.canonical_uri()));
  return write;
}

storage::v1::WriteArticlesRequest Articles::Batch(int64_t index) const {
  storage::v1::WriteArticlesRequest request;
  request.set_request_id(NewUuid(absl::Now()));
  for (int i = 0; i < kBatch; ++i) *request.add_writes() = Write(index * kBatch + i);
  return request;
}

}  // namespace broadsheet::bench
