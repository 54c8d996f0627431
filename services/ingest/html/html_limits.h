// What an HTML document may ask of the parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace broadsheet::ingest {

// INVALID_ARGUMENT that blames `field`, with the limit and the byte, where `html`
// is too large to be an article (8 MiB, 400,000 tags, 500 attributes of one
// element), or so nested that to build its tree would take more than seconds.
// Linear in its size. Thread-safe.
absl::Status CheckHtml(std::string_view field, std::string_view html);

// HTML as the parser gets it.
struct ParsableHtml {
  // A long run of text without markup is a short mark here: the parser looks at each
  // character many times, and what the run says changes nothing about the tree.
  std::string html;
  // The runs, which point into the document.
  std::vector<std::string_view> runs;

  // `text`, taken from what the parser made of `html`, with runs for their marks.
  std::string Restored(std::string_view text) const;
};

// What CheckHtml() lets pass, such that it means the same to every parser: SVG that
// HTML breaks into is ended, and scripts and the like are left out where no one can
// tell whether they are some. `html` must outlive the result.
absl::StatusOr<ParsableHtml> MakeParsable(std::string_view field, std::string_view html);

}  // namespace broadsheet::ingest
