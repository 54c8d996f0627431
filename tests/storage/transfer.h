// What goes from one storage to another, in tests.
#pragma once

#include <string>
#include <vector>

#include "storage/writes.h"

namespace broadsheet::storage {

// All lines of an export.
std::vector<v1::ArchiveLine> Export(TestStorage& from, const v1::ArchiveFilter& filter = {});

// The articles in these lines, each as a request.
std::vector<v1::ImportArticleRequest> Histories(const std::vector<v1::ArchiveLine>& lines);

// The article of this name as a request; ends the test process where there is none.
v1::ImportArticleRequest HistoryOf(TestStorage& from, const std::string& name);

absl::StatusOr<v1::ImportArticleResponse> Import(TestStorage& to,
                                                 const v1::ImportArticleRequest& request);

// All that `from` exports but its categories. The first error, if any.
absl::Status Transfer(TestStorage& from, TestStorage& to);

}  // namespace broadsheet::storage
