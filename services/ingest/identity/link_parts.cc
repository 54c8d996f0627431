#include "ingest/identity/link_parts.h"

#include <algorithm>

#include "absl/functional/function_ref.h"

namespace broadsheet::ingest {
namespace {

// Tells of each parameter, with the mark before it, and of what is between them.
void Walk(std::string_view link, absl::FunctionRef<void(std::string_view)> plain,
          absl::FunctionRef<void(char mark, std::string_view parameter)> take) {
  const size_t fragment = std::min(link.find('#'), link.size());
  const size_t query = std::min(link.find('?'), fragment);
  size_t at = 0;
  while (at < query) {
    const size_t end = std::min(link.find_first_of(";/", at + 1), query);
    const std::string_view part = link.substr(at, end - at);
    // "/a;b" names no value: it is part of the path.
    if (part[0] == ';' && part.find('=') != std::string_view::npos) {
      take(';', part.substr(1));
    } else {
      plain(part);
    }
    at = end;
  }
  while (at < fragment) {
    const size_t end = std::min(link.find('&', at + 1), fragment);
    take(link[at], link.substr(at + 1, end - at - 1));
    at = end;
  }
  plain(link.substr(fragment));
}

std::string_view NameOf(std::string_view parameter) {
  return parameter.substr(0, parameter.find('='));
}

}  // namespace

LinkParts SplitLink(std::string_view link) {
  LinkParts parts;
  Walk(
      link, [&](std::string_view text) { parts.bare.append(text); },
      [&](char, std::string_view parameter) {
        const std::string_view name = NameOf(parameter);
        parts.parameters.emplace_back(name, parameter.substr(name.size()));
      });
  return parts;
}

std::string WithoutParameters(std::string_view link, const std::vector<std::string>& names) {
  if (names.empty()) return std::string(link);
  std::string kept;
  bool has_query = false;
  Walk(
      link, [&](std::string_view text) { kept.append(text); },
      [&](char mark, std::string_view parameter) {
        if (std::find(names.begin(), names.end(), NameOf(parameter)) != names.end()) return;
        if (mark != ';') {
          mark = has_query ? '&' : '?';
          has_query = true;
        }
        kept.push_back(mark);
        kept.append(parameter);
      });
  return kept;
}

}  // namespace broadsheet::ingest
