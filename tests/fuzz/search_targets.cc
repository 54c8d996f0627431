#include <xapian.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "check.h"
#include "ingest/text/text.h"
#include "query/search/document.h"
#include "query/search/query.h"
#include "query/search/snippet.h"
#include "query/search/spelling.h"
#include "query/search/vocabulary.h"
#include "targets.h"

namespace broadsheet::fuzz {
namespace {

// What a query may say at most; the service refuses more.
constexpr size_t kMaxQueryBytes = 1024;

article::v1::Article ArticleOf(int number, const std::string& title, const std::string& body) {
  article::v1::Article article;
  article.set_name("articles/0190a0b0-0000-7000-8000-00000000000" + std::to_string(number));
  article.set_title(title);
  article.set_body_text(body);
  article.add_categories("categories/tech");
  auto& mention = *article.add_mentions();
  mention.set_entity("shenzhen");
  mention.set_surface_form(number == 0 ? "Harbour of Shenzhen" : "深圳");
  return article;
}

// A few articles, in a database whose files are gone as soon as it is open.
query::SearchSnapshot MakeSnapshot() {
  char directory[] = "/tmp/broadsheet-fuzz.XXXXXX";
  Check(mkdtemp(directory) != nullptr, "a directory can be made");
  Xapian::WritableDatabase database(directory, Xapian::DB_CREATE_OR_OPEN);
  int number = 0;
  for (const auto& [title, body] : {std::pair("The ferry crosses the harbour", "Every ten minutes"),
                                    std::pair("深圳的港口", "人工智能与渡轮"),
                                    std::pair("C++ and C# at the night market", "a b c, d-e_f")}) {
    const article::v1::Article article = ArticleOf(number++, title, body);
    const Xapian::Document document = query::ToDocument(article);
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
      if (query::IsSpellingWord(*term)) database.add_spelling(*term);
    }
    database.add_document(document);
    query::Learn(article, database);
  }
  database.commit();
  query::SearchSnapshot snapshot{Xapian::Database(directory), {}, nullptr};
  snapshot.vocabulary = query::LoadVocabulary({}, snapshot.database, nullptr);
  std::filesystem::remove_all(directory);
  return snapshot;
}

}  // namespace

void FuzzSearches(std::string_view input) {
  static const auto* const snapshot = new query::SearchSnapshot(MakeSnapshot());
  if (input.size() > kMaxQueryBytes || !ingest::CheckText("query", input).ok()) return;
  try {
    const query::SearchQuery search = query::ParseSearch(*snapshot, std::string(input), {});
    const std::string suggestion = query::SuggestSpelling(*snapshot, std::string(input));
    Check(ingest::CheckText("suggestion", suggestion).ok(), "suggestions are UTF-8");
    const std::string snippet = query::Snippet(search.marks, input, "en", 100, false);
    Check(ingest::CheckText("snippet", snippet).ok(), "snippets are UTF-8");
    for (const Xapian::Query& wanted : {search.all, search.all_but_one}) {
      Xapian::Enquire enquire(snapshot->database);
      enquire.set_query(wanted);
      (void)enquire.get_mset(0, 10);
    }
  } catch (const Xapian::DatabaseError& error) {
    Check(false, "no query breaks the database", error.get_description());
  } catch (const Xapian::Error&) {
    // Refused.
  }
}

}  // namespace broadsheet::fuzz
