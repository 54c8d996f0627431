#include "query/index_cost.h"

#include <sys/resource.h>
#include <xapian.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "query/search/document.h"
#include "query/search/index.h"
#include "query/texts.h"
#include "support/temporary_directory.h"

namespace broadsheet::query::bench {
namespace {

// As many as storage sends at once.
constexpr size_t kPage = 500;
constexpr int kCommitEvery = 1000;

struct Texts {
  std::vector<storage::v1::Change> changes;
  double bytes = 0;
};

const article::v1::Article& ArticleIn(const storage::v1::Change& change) {
  return change.article().revision().snapshot();
}

Texts MakeTexts(int articles) {
  std::mt19937 random(1);
  Texts texts;
  for (int n = 0; n < articles; ++n) {
    storage::v1::Change& change = texts.changes.emplace_back();
    change.mutable_cursor()->set_position(n + 1);
    *change.mutable_article()->mutable_revision()->mutable_snapshot() = ArticleOfWords(random, n);
    const article::v1::Article& article = ArticleIn(change);
    texts.bytes += static_cast<double>(article.title().size() + article.teaser_html().size() +
                                       article.body_text().size());
  }
  return texts;
}

absl::Duration ProcessorTime() {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  return absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime);
}

double BytesIn(const std::string& directory) {
  double bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (file.is_regular_file()) bytes += static_cast<double>(file.file_size());
  }
  return bytes;
}

// Runs `work` with a directory for its index.
void Measure(const char* what, const Texts& texts,
             const std::function<void(const std::string&)>& work) {
  const testing::TemporaryDirectory directory;
  const absl::Time start = absl::Now();
  const absl::Duration used = ProcessorTime();
  work(directory.path() + "/search");
  const auto articles = static_cast<double>(texts.changes.size());
  const absl::Duration cost = (ProcessorTime() - used) / articles;
  std::printf("%-36s %6.0f us an article: %6.0f/s a core, %6.0f/s as it ran, %.2f of the text\n",
              what, absl::ToDoubleMicroseconds(cost), 1 / absl::ToDoubleSeconds(cost),
              articles / absl::ToDoubleSeconds(absl::Now() - start),
              BytesIn(directory.path()) / texts.bytes);
  std::fflush(stdout);
}

void Generate(const Texts& texts, const std::string& directory) {
  Xapian::WritableDatabase database(directory, Xapian::DB_CREATE);
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("en"));
  int waiting = 0;
  for (const storage::v1::Change& change : texts.changes) {
    const article::v1::Article& article = ArticleIn(change);
    Xapian::Document document;
    generator.set_document(document);
    for (const std::string* text :
         {&article.title(), &article.teaser_html(), &article.body_text()}) {
      generator.index_text(*text);
      generator.increase_termpos();
    }
    document.set_data(article.body_text());
    database.add_document(document);
    if (++waiting % kCommitEvery == 0) database.commit();
  }
  database.commit();
}

void Analyse(const Texts& texts) {
  for (const storage::v1::Change& change : texts.changes) ToDocument(ArticleIn(change));
}

void Build(const Texts& texts, const std::string& directory) {
  auto index = SearchIndex::Open(directory, {});
  if (!index.ok()) std::abort();
  Batch batch;
  batch.head = static_cast<int64_t>(texts.changes.size());
  for (size_t at = 0; !batch.at_head;) {
    std::vector<const storage::v1::Change*> page;
    while (at < texts.changes.size() && page.size() < kPage) page.push_back(&texts.changes[at++]);
    batch.changes = page;
    batch.from = batch.to;
    batch.to = page.back()->cursor();
    batch.at_head = at == texts.changes.size();
    if (!(*index)->Apply(batch).ok()) std::abort();
  }
}

}  // namespace

void PrintIndexCost(int articles) {
  const Texts texts = MakeTexts(articles);
  std::printf("%d articles of %.1f KB for the search index\n", articles,
              texts.bytes / articles / 1000);
  Measure("Xapian's generator, committed", texts,
          [&](const std::string& directory) { Generate(texts, directory); });
  Measure("our terms, not committed", texts, [&](const std::string&) { Analyse(texts); });
  Measure("the index from nothing", texts,
          [&](const std::string& directory) { Build(texts, directory); });
}

}  // namespace broadsheet::query::bench
