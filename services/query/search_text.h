// Text as the search index takes it.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::query {

// The text of sanitised HTML on one line: tags of blocks are spaces, entities are
// what they stand for. Pure.
std::string TextOfHtml(std::string_view html);

// Traditional Chinese characters become simplified ones, so that either finds
// the other; other text stays as it is. Thread-safe.
std::string FoldChinese(std::string_view text);

// Puts back what FoldChinese() changed. `excerpt` is a part of `folded`, which is
// FoldChinese(`text`): answers what stands in `text` for its bytes from `begin` to
// `end`. Where folding has changed the number of characters, or `excerpt` is no
// part of it, those bytes themselves. Pure.
std::string Unfold(std::string_view excerpt, std::string_view folded, std::string_view text,
                   size_t begin, size_t end);

// At most `max_bytes` from the start, cut between characters. Pure.
std::string_view Prefix(std::string_view text, size_t max_bytes);

}  // namespace broadsheet::query
