#include <xapian.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "check.h"
#include "ingest/text/text.h"
#include "query/search_document.h"
#include "query/search_query.h"
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
    database.add_document(query::ToDocument(article));
    for (const auto& [word, count] : query::SpellingWords(article)) {
      database.add_spelling(word, count);
    }
  }
  database.commit();
  query::SearchSnapshot snapshot{Xapian::Database(directory), {}};
  std::filesystem::remove_all(directory);
  return snapshot;
}

}  // namespace

void FuzzSearches(std::string_view input) {
  static const auto* const snapshot = new query::SearchSnapshot(MakeSnapshot());
  if (input.size() > kMaxQueryBytes || !ingest::CheckText("query", input).ok()) return;
  try {
    const query::SearchQuery search = query::ParseSearch(*snapshot, std::string(input), {});
    Check(ingest::CheckText("suggestion", search.suggestion).ok(), "suggestions are UTF-8");
    Xapian::Enquire enquire(snapshot->database);
    enquire.set_query(search.query);
    (void)enquire.get_mset(0, 10);
  } catch (const Xapian::DatabaseError& error) {
    Check(false, "no query breaks the database", error.get_description());
  } catch (const Xapian::Error&) {
    // Refused.
  }
}

}  // namespace broadsheet::fuzz
