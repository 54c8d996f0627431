// What is believed of an article that comes from another installation, and what is not.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/decide.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Whether storage could have written all that `request` has: names, numbers, times, digests
// and etags agree with the content, and tombstones have none. INVALID_ARGUMENT that blames the
// field. `now` is this system's time: revisions may not be more than a day ahead of it.
// Thread-safe, as all here.
absl::Status CheckHistory(const v1::ImportArticleRequest& request, absl::Time now);

// The number in the name of a revision that CheckHistory has let pass.
int64_t NumberOf(const Revision& revision);

// Whether nothing is left of the article: `revision` is all that it says from then on.
bool IsTombstone(const Revision& revision);

// The digest of the path; of a tombstone, that it has. Empty where the snapshot is redacted.
std::string PathDigestOf(const Revision& revision);

// The origins as `article`, which CheckHistory has let pass, has them.
std::map<std::string, OriginState> OriginsOf(const v1::ArchivedArticle& article);

}  // namespace broadsheet::storage
