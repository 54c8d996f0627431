// The target of a request (RFC 9112, section 3.2).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace broadsheet::http {

struct Target {
  // Percent-decoded.
  std::string path;
  // Decoded, '+' is a space; those of one name keep their order.
  std::multimap<std::string, std::string> parameters;
  // "news.example:8080" of "http://news.example:8080/"; empty otherwise.
  std::string authority;
};

// Of "/path?a=b", "http://host/path" or "*". A '%' that no two hexadecimal digits follow
// stands for itself.
std::optional<Target> ParseTarget(std::string_view target);

}  // namespace broadsheet::http
