// Headlines out of what pages call themselves: "Headline – Site".
#pragma once

#include <string>
#include <vector>

namespace broadsheet::ingest {

// `title` without the name of its site, before or behind the headline. `site` is what the page
// says that its site is called; where it says nothing (empty), a part at the end that is like
// the host of `uri`, or that a mark nobody writes in headlines divides off. Thread-safe.
std::string WithoutSite(const std::string& title, const std::string& site, const std::string& uri);

// The headline of a page that shows the headings `shown` and states the titles `stated`, each in
// the order of trust: the heading that says the same as a title; else the shorter one of a heading
// and a title of which one has the other and little more, such as a kicker. Empty where no two
// agree. Thread-safe.
std::string AgreedTitle(const std::vector<std::string>& shown,
                        const std::vector<std::string>& stated);

// What `title` has behind `headline`: the site's name, or nothing. Thread-safe.
std::string SiteInTitle(const std::string& title, const std::string& headline);

}  // namespace broadsheet::ingest
