// What is fuzzed: each target takes any bytes, and ends the process where what
// it calls breaks a promise. None needs a clock, a network or a database.
#pragma once

#include <string_view>

namespace broadsheet::fuzz {

using Target = void (*)(std::string_view input);

// By its name ("feeds"); null for no target. The names are in targets.cc.
Target FindTarget(std::string_view name);

// All names, one a line.
void PrintTargets();

// Documents.
void FuzzFeeds(std::string_view input);
void FuzzJson(std::string_view input);
void FuzzHtml(std::string_view input);
void FuzzPages(std::string_view input);
void FuzzHFeeds(std::string_view input);
void FuzzArchives(std::string_view input);
void FuzzExports(std::string_view input);
void FuzzGhost(std::string_view input);
void FuzzSubstack(std::string_view input);
void FuzzOpml(std::string_view input);

// Texts.
void FuzzDates(std::string_view input);
void FuzzCharsets(std::string_view input);
void FuzzUris(std::string_view input);
void FuzzLinkHeaders(std::string_view input);
void FuzzRobots(std::string_view input);
void FuzzLines(std::string_view input);
void FuzzMoreLinks(std::string_view input);
void FuzzGazetteer(std::string_view input);
void FuzzSearch(std::string_view input);
void FuzzSearches(std::string_view input);

// The contract.
void FuzzRequests(std::string_view input);
void FuzzCanonicalForm(std::string_view input);
void FuzzPageTokens(std::string_view input);
void FuzzFeedRules(std::string_view input);

}  // namespace broadsheet::fuzz
