// Revisions as a terminal shows them.
#pragma once

#include <string>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::cli {

// "created" for KIND_CREATED. Thread-safe.
std::string KindText(article::v1::Revision::Kind kind);

}  // namespace broadsheet::cli
