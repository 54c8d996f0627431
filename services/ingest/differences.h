// What a write would change in an article, in words.
#pragma once

#include <string>
#include <vector>

#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"

namespace broadsheet::ingest {

// One for each field that the write asserts, or fills, and that `held` has otherwise, such as
// `title: "Ferries" -> "Ferries return"`; of longer texts from where they part. What would
// be left as somebody else has made it is among them, too. Thread-safe.
std::vector<std::string> Differences(const storage::v1::ArticleWrite& write,
                                     const article::v1::Article& held);

}  // namespace broadsheet::ingest
