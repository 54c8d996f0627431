// Tables as text: RFC 4180, as spreadsheets and exports write it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace broadsheet::ingest {

// A row's fields by the names in the table's first line. A field that the row does not have
// is not there.
using CsvRow = std::map<std::string, std::string>;

// The rows below the first line. Fields may be quoted, with `""` for a quote, and then hold
// commas and line breaks; a quote that is never closed ends with the text. Thread-safe.
std::vector<CsvRow> ParseCsv(std::string_view text);

}  // namespace broadsheet::ingest
