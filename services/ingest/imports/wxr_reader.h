// Cuts a WordPress export, as it comes, into documents of a few items each.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace broadsheet::ingest {

// Not thread-safe. Holds the head of the file (its first 16 MiB at most, less the tags and terms
// that are listed there, which nobody asks for), and the items of one document: 4 MiB, or one
// that is longer, up to 8 MiB.
class WxrReader {
 public:
  struct Part {
    // An export by itself: the file's head, some of its items, and an end. Of what is wrong,
    // the beginning.
    std::string document;
    // Offset in the file of what follows them.
    int64_t end = 0;
    // Why this can't be read: an item that is too long, or that the file ends inside of.
    absl::Status status;
  };
  // Leaves the reader with an error.
  using Take = std::function<absl::Status(Part)>;

  // A part has at most `part_items` items.
  explicit WxrReader(int part_items = 500) : part_items_(part_items) {}

  // The next bytes of the file: `take` gets every part that they complete. INVALID_ARGUMENT
  // for a head that is longer than it may be.
  absl::Status Add(std::string_view bytes, const Take& take);

  // The file has ended: `take` gets the last part. INVALID_ARGUMENT where no item ever began,
  // in a file that is cut off.
  absl::Status Finish(const Take& take);

 private:
  absl::Status FindFirstItem();
  // Whether the rest of what came, from `looked_`, has the end of an item; moves `looked_`
  // behind it, or to where to go on. Each byte is looked at once.
  bool FindItemEnd();
  // The same inside of a CDATA section; whether it ends, or has to.
  bool LeaveCdata();
  // Moves whole items from what came to the part.
  absl::Status MoveItems(const Take& take);
  // Takes the end of an item that is `size` bytes behind `done` in what came.
  absl::Status MoveItem(size_t done, size_t size, const Take& take);
  void SkipLongItem();
  absl::Status Flush(const Take& take);

  const int part_items_;
  std::string head_;
  bool in_items_ = false;
  // What came and is in no item yet.
  std::string rest_;
  // Where to go on looking in it: for the end of the CDATA section that it is in, or else for
  // the beginning or the end of an item.
  size_t looked_ = 0;
  bool in_cdata_ = false;
  // The item has a section that its end has not.
  bool unclosed_ = false;
  // The beginning of an item that is too long.
  std::string skipped_;
  std::string items_;
  int count_ = 0;
  int64_t offset_ = 0;
};

}  // namespace broadsheet::ingest
