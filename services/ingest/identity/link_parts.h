// The parameters of a link: those of its query, and those of its path (";jsessionid=…").
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::ingest {

struct LinkParts {
  // The link without its parameters.
  std::string bare;
  // Names, and values with their "=", as they stand, in their order.
  std::vector<std::pair<std::string, std::string>> parameters;
};

// Thread-safe.
LinkParts SplitLink(std::string_view link);

// `link` without the parameters of these names; else as it stands. Thread-safe.
std::string WithoutParameters(std::string_view link, const std::vector<std::string>& names);

}  // namespace broadsheet::ingest
