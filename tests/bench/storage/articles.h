// The articles that are written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/messages.h"

namespace broadsheet::bench {

// How many articles a batch has.
inline constexpr int kBatch = 500;

// Makes any number of articles of about 6 KB, English-like, with as much markup as
// articles have. Thread-safe.
class Articles {
 public:
  Articles();

  // Number `index`: the same write each time, and one of a key of its own.
  storage::ArticleWrite Write(int64_t index) const;

  // Those from kBatch * `index` on, under an id that was never used.
  storage::v1::WriteArticlesRequest Batch(int64_t index) const;

 private:
  struct Text {
    std::string plain;
    std::string html;
  };
  std::vector<std::string> words_;
  std::vector<Text> texts_;
};

}  // namespace broadsheet::bench
