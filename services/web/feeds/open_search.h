// How browsers and readers search the archive (OpenSearch 1.1).
#pragma once

#include "web/site.h"

namespace broadsheet::web {

// The description document. Thread-safe.
Response OpenSearchDescription(const Site& site);

}  // namespace broadsheet::web
