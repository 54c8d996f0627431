// Text without markup.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::query {

// The text of sanitised HTML on one line: tags of blocks are spaces, entities are
// what they stand for. Pure.
std::string TextOfHtml(std::string_view html);

// At most `max_bytes` from the start, cut between characters. Pure.
std::string_view Prefix(std::string_view text, size_t max_bytes);

// Of UTF-8. Pure.
size_t CountCharacters(std::string_view text);

}  // namespace broadsheet::query
