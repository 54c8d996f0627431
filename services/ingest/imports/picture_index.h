// Where the pictures of an export are.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace broadsheet::ingest {

// URIs by the ids that posts name them by. Holds 64 MiB at most, some 400,000 pictures; what
// comes then is forgotten. Not thread-safe.
class PictureIndex {
 public:
  void Add(const std::map<std::string, std::string>& pictures);

  // Empty where it is not known.
  std::string Find(const std::string& id) const;

 private:
  std::map<std::string, std::string> uris_;
  size_t bytes_ = 0;
};

}  // namespace broadsheet::ingest
