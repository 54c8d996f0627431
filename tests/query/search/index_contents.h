// What a search index holds, to be compared.
#pragma once

#include <gtest/gtest.h>
#include <xapian.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::query {

// All documents of an index, by their id terms: data, terms with positions,
// value. Then the words that spelling knows.
inline std::vector<std::string> IndexContents(const std::string& directory) {
  const Xapian::Database database(directory);
  std::map<std::string, std::string> documents;
  for (auto post = database.postlist_begin(""); post != database.postlist_end(""); ++post) {
    const Xapian::Document document = database.get_document(*post);
    std::string id;
    std::string text = absl::StrCat(document.get_data(), "|", document.get_value(0));
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
      if ((*term)[0] == 'Q') id = *term;
      absl::StrAppend(&text, "|", *term, "*", term.get_wdf());
      for (auto at = term.positionlist_begin(); at != term.positionlist_end(); ++at) {
        absl::StrAppend(&text, "@", *at);
      }
    }
    EXPECT_TRUE(documents.emplace(id, text).second) << "two documents of " << id;
  }
  std::vector<std::string> all;
  for (const auto& [id, text] : documents) all.push_back(id + "|" + absl::CHexEscape(text));
  for (auto word = database.spellings_begin(); word != database.spellings_end(); ++word) {
    all.push_back(absl::StrCat("word ", *word, " ", word.get_termfreq()));
  }
  return all;
}

}  // namespace broadsheet::query
