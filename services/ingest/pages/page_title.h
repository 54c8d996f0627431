// Headlines out of what pages call themselves: "Headline – Site".
#pragma once

#include <string>

namespace broadsheet::ingest {

// `title` without the name of its site, before or behind the headline. `site` is what the page
// says that its site is called; where it says nothing (empty), a part at the end that is like
// the host of `uri`, or that a mark nobody writes in headlines divides off. Thread-safe.
std::string WithoutSite(const std::string& title, const std::string& site, const std::string& uri);

// What `title` has behind `headline`: the site's name, or nothing. Thread-safe.
std::string SiteInTitle(const std::string& title, const std::string& headline);

}  // namespace broadsheet::ingest
