// The categories that an export or a list of feeds names, and what each is part of.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// Slugs are the source's own, percent-encoded or not; they become those of the archive. Not
// thread-safe.
class CategoryTree {
 public:
  // Notes that there is a category, part of that with the slug `parent` (empty: of none).
  // What is said of it first counts.
  void Know(std::string_view slug, const std::string& title, std::string_view parent);

  // The name, `categories/{slug}`, of a category that something is filed under. `title` is
  // what it is called where it is not known. Empty where nothing is left of the slug.
  std::string Use(std::string_view slug, const std::string& title);

  // Those that were used, and all that these are parts of: parents first, each once. A
  // circle of parents is cut.
  std::vector<article::v1::Category> TakeUsed() && { return std::move(used_); }

 private:
  // By name.
  std::map<std::string, article::v1::Category> known_;
  std::vector<article::v1::Category> used_;
  std::set<std::string> used_names_;
};

}  // namespace broadsheet::ingest
