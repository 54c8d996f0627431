#include "ingest/exports/csv.h"

#include <algorithm>
#include <utility>

namespace broadsheet::ingest {
namespace {

// One line of the table, from `at`, which is moved behind it.
std::vector<std::string> TakeLine(std::string_view text, size_t& at) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      const bool doubled = c == '"' && at + 1 < text.size() && text[at + 1] == '"';
      quoted = c != '"' || doubled;
      if (quoted) fields.back() += c;
      at += doubled ? 1 : 0;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

}  // namespace

std::vector<CsvRow> ParseCsv(std::string_view text) {
  size_t at = 0;
  const std::vector<std::string> names = TakeLine(text, at);
  std::vector<CsvRow> rows;
  while (at < text.size()) {
    std::vector<std::string> fields = TakeLine(text, at);
    if (fields.size() == 1 && fields[0].empty()) continue;
    CsvRow& row = rows.emplace_back();
    for (size_t i = 0; i < std::min(names.size(), fields.size()); ++i) {
      row.emplace(names[i], std::move(fields[i]));
    }
  }
  return rows;
}

}  // namespace broadsheet::ingest
