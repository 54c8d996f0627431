// The names of places, organisations and topics, and where a text uses them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// Finds entities in texts. Immutable and thread-safe.
class Gazetteer {
 public:
  // From lines of "id<TAB>kind<TAB>name|name|…", kind being place, organization or
  // topic. Empty lines and lines that start with "#" are skipped. A name of Latin
  // letters matches whole words in any case; one that starts with "=" matches in
  // exactly this case (for short forms that are also words). Names in East Asian
  // scripts match anywhere. INVALID_ARGUMENT names the line that is malformed, or
  // whose name belongs to two entities.
  static absl::StatusOr<Gazetteer> Parse(std::string_view tsv);

  ~Gazetteer();
  Gazetteer(Gazetteer&&) noexcept;
  Gazetteer& operator=(Gazetteer&&) noexcept;

  // The entities that `texts` name, the most frequent first, ties by id. Where
  // names overlap the longest counts: "Shenzhen University" is no mention of
  // Shenzhen. The surface form is the first that occurs.
  std::vector<article::v1::Mention> Find(absl::Span<const std::string_view> texts) const;

  size_t size() const;

 private:
  struct State;
  explicit Gazetteer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace broadsheet::ingest
