#include "web/page_links.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace broadsheet::web {
namespace {

// A token is about 150 bytes, and addresses should stay below 2,000.
constexpr size_t kMaxNewerTokens = 6;

std::string Link(const std::string& path, Parameters parameters, const PagePosition& to) {
  parameters.emplace_back("page", to.token);
  if (to.number > 1) parameters.emplace_back("n", absl::StrCat(to.number));
  for (const std::string& token : to.newer_tokens) parameters.emplace_back("newer", token);
  return WithParameters(path, parameters);
}

PagePosition Older(const PagePosition& from, const std::string& next_token) {
  PagePosition older = from;
  older.token = next_token;
  if (from.number > 0) older.number = from.number + 1;
  if (!from.token.empty()) older.newer_tokens.push_back(from.token);
  if (older.newer_tokens.size() > kMaxNewerTokens) {
    older.newer_tokens.erase(older.newer_tokens.begin());
  }
  return older;
}

}  // namespace

PagePosition ReadPagePosition(const Request& request) {
  PagePosition position;
  position.token = request.Parameter("page");
  if (position.token.empty()) return position;
  constexpr int kMaxNumber = 1'000'000;
  const bool is_number = absl::SimpleAtoi(request.Parameter("n"), &position.number);
  if (!is_number || position.number < 2 || position.number > kMaxNumber) position.number = 0;
  const auto [begin, end] = request.parameters.equal_range("newer");
  for (auto it = begin; it != end && position.newer_tokens.size() < kMaxNewerTokens; ++it) {
    position.newer_tokens.push_back(it->second);
  }
  return position;
}

PageLinks MakePageLinks(const std::string& path, const Parameters& parameters,
                        const PagePosition& position, const std::string& next_token) {
  PageLinks links;
  if (!next_token.empty()) links.older = Link(path, parameters, Older(position, next_token));
  if (position.token.empty()) return links;
  links.newest = WithParameters(path, parameters);
  if (position.number == 2) {
    links.newer = links.newest;
  } else if (!position.newer_tokens.empty()) {
    PagePosition newer = position;
    newer.token = newer.newer_tokens.back();
    newer.newer_tokens.pop_back();
    if (position.number > 0) newer.number = position.number - 1;
    links.newer = Link(path, parameters, newer);
  }
  return links;
}

}  // namespace broadsheet::web
