// Articles whose words are spread as those of a language are.
#pragma once

#include <random>
#include <string>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::query::bench {

// Word number `n` of a vocabulary of 10,000: letters alone, as most words are.
std::string WordOf(int n);

// Article number `n`, of about 4 KB of text in which some words are frequent.
article::v1::Article ArticleOfWords(std::mt19937& random, int n);

}  // namespace broadsheet::query::bench
