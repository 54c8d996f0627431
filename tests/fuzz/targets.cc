#include "targets.h"

#include <cstdio>
#include <utility>

namespace broadsheet::fuzz {
namespace {

constexpr std::pair<std::string_view, Target> kTargets[] = {
    {"feeds", &FuzzFeeds},
    {"json", &FuzzJson},
    {"html", &FuzzHtml},
    {"pages", &FuzzPages},
    {"h_feeds", &FuzzHFeeds},
    {"archives", &FuzzArchives},
    {"exports", &FuzzExports},
    {"ghost", &FuzzGhost},
    {"substack", &FuzzSubstack},
    {"opml", &FuzzOpml},
    {"dates", &FuzzDates},
    {"charsets", &FuzzCharsets},
    {"uris", &FuzzUris},
    {"link_headers", &FuzzLinkHeaders},
    {"robots", &FuzzRobots},
    {"lines", &FuzzLines},
    {"more_links", &FuzzMoreLinks},
    {"gazetteer", &FuzzGazetteer},
    {"search", &FuzzSearch},
    {"searches", &FuzzSearches},
    {"requests", &FuzzRequests},
    {"canonical_form", &FuzzCanonicalForm},
    {"page_tokens", &FuzzPageTokens},
    {"feed_rules", &FuzzFeedRules},
};

}  // namespace

Target FindTarget(std::string_view name) {
  for (const auto& [known, target] : kTargets) {
    if (known == name) return target;
  }
  return nullptr;
}

void PrintTargets() {
  for (const auto& [name, target] : kTargets) std::puts(name.data());
}

}  // namespace broadsheet::fuzz
