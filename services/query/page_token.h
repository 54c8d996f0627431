// Page tokens: where a page ended, signed.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "broadsheet/article/v1/cursor.pb.h"

namespace broadsheet::query {

// Where a page ended.
struct PagePosition {
  // What the page was answered from: the next one must not be older.
  article::v1::Cursor read_after;
  // The last article of a page in order of time.
  absl::Time list_time;
  std::string article_id;
  // How many results came before the next page, where they have no such order.
  int64_t offset = 0;
};

// Makes a token that belongs to `request`, the NormalForm() of what was asked. The
// first key signs. Thread-safe.
std::string MakePageToken(const std::vector<std::string>& keys,
                          const google::protobuf::Message& request, const PagePosition& position);

// Opens a token that any of the keys has signed. INVALID_ARGUMENT blames
// "page_token" where it was not made here or for another request (again in normal
// form). Thread-safe.
absl::StatusOr<PagePosition> OpenPageToken(const std::vector<std::string>& keys,
                                           const google::protobuf::Message& request,
                                           std::string_view token);

// The keys of a file: one a line, at least 16 characters each; lines that are
// empty or start with # don't count. The error names the file.
absl::StatusOr<std::vector<std::string>> ReadPageTokenKeys(const std::string& file);

}  // namespace broadsheet::query
