// Who wrote an article.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::web {

// Names in the source's order. Readers are told programs from people: a program's name
// has "(automated)" behind it, once, also where it says so itself. Thread-safe.
std::vector<std::string> BylineNames(const article::v1::Article& article);

// What stands before name `index` of `count` names: "", ", " or " and ".
std::string_view NameSeparator(size_t index, size_t count);

// "Lin Yue, He Yutong and Tidewater (automated)"; empty without authors.
std::string BylineText(const article::v1::Article& article);

}  // namespace broadsheet::web
