// Documents to measure with: running text with links and names in it, another one each time.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace broadsheet::ingest::bench {

using Random = std::minstd_rand;

// HTML of about so many bytes; typographic quotes and a word in Chinese here and there.
std::string Body(Random& random, size_t bytes);

// A feed as a WordPress blog has it, with so many posts of so many bytes.
std::string Feed(Random& random, int posts, size_t post_bytes);

// Pages of 30 KB, a third of it markup around the article.
std::vector<std::string> Pages(Random& random);

}  // namespace broadsheet::ingest::bench
