// Who wrote an article.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::web {

// Names in the source's order; readers are told people from programs.
struct Byline {
  // Persons and organisations.
  std::vector<std::string> people;
  std::vector<std::string> programs;
};

Byline MakeByline(const article::v1::Article& article);

// What stands before name `index` of `count` names: "", ", " or " and ".
std::string_view NameSeparator(size_t index, size_t count);

// "Lin Yue, He Yutong and Tidewater (a program)"; empty without authors.
std::string BylineText(const Byline& byline);

}  // namespace broadsheet::web
