// Pieces of a search index that is built from nothing. Each is a Xapian database of what a
// stretch of the log comes to; what was deleted is in there, too, for the pieces before. All
// throw Xapian::Error and std::filesystem::filesystem_error; a directory that they make is
// there when it is complete, and kept by the disk.
#pragma once

#include <xapian.h>

#include <string>
#include <vector>

#include "broadsheet/article/v1/cursor.pb.h"
#include "query/archive_batch.h"

namespace broadsheet::query {

// How many segments are merged at once, which is a matter of open files.
inline constexpr size_t kMostMerged = 16;

// The segment of `batch`, which ends the log at `end`.
void WriteSegment(const ArchiveBatch& batch, const article::v1::Cursor& end,
                  const std::string& directory);

// One segment of several, in the order of the log: of each article the last one has it. The
// others lose it, and nothing else.
void MergeSegments(const std::vector<std::string>& segments, const std::string& directory);

// The same, and makes of it the index that can be searched: without what was deleted, with the
// words that spelling suggestions are taken from (each as often as articles have it).
void MakeIndex(const std::vector<std::string>& segments, const std::string& directory);

// Where the log ends for the database in `directory`; nothing where it is of another format.
article::v1::Cursor CursorIn(const Xapian::Database& database);

}  // namespace broadsheet::query
