// Bylines.
#pragma once

#include <string>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// The authors that `given` names: "By A, B and C" is three, "Food and Drug Administration"
// one. E-mail addresses beside a name and people's roles are left out. Where no kind is
// given, a name that says so is a program ("Wirewriter (automated)") or an
// organisation ("Xinhua News Agency"), else a person. Each name once.
// Thread-safe.
std::vector<article::v1::Author> NormaliseAuthors(const std::vector<article::v1::Author>& given);

}  // namespace broadsheet::ingest
