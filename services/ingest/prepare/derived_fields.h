// The fields of an article that ingest makes of its body where nobody states them.
#pragma once

#include <string>

#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// Clears those that `derived_fields` names. Thread-safe.
void ClearDerived(article::v1::Article* article);

}  // namespace broadsheet::ingest
