// Slugs: the readable part of paths, tags and category names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace broadsheet {

// `text` (UTF-8) as a slug: compatibility-normalised (NFKC) and case-folded;
// letters, marks and digits of any script stay, apostrophes vanish, every run
// of anything else is one hyphen, none at the ends. Cut at a word, or inside one
// that is too long alone, to at most `max_bytes`. Empty if nothing is left.
// "OPPO's 5G phone" -> "oppos-5g-phone"; "深圳 5G" -> "深圳-5g". Thread-safe.
std::string Slug(std::string_view text, size_t max_bytes = 64);

// Whether `text` is what Slug(text) would make of it, and not empty.
bool IsSlug(std::string_view text, size_t max_bytes = 64);

}  // namespace broadsheet
