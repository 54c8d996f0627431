#include "ingest/entry.h"

#include "absl/strings/str_cat.h"
#include "common/status.h"

namespace broadsheet::ingest {

bool IsFull(Document& document) {
  // Entries take more memory than the bytes that they are read from.
  constexpr size_t kMaxEntries = 100'000;
  if (document.entries.size() < kMaxEntries) return false;
  document.errors.push_back(
      {absl::StrCat("entry ", kMaxEntries + 1), "",
       InvalidField("entries", absl::StrCat("more than ", kMaxEntries, "; the rest is left out"))});
  return true;
}

}  // namespace broadsheet::ingest
