// The names of places, organisations and topics, and where a text uses them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "broadsheet/article/v1/article.pb.h"

namespace broadsheet::ingest {

// Finds entities in texts. Immutable and thread-safe.
class Gazetteer {
 public:
  // From lines as the head of gazetteer.tsv describes them. INVALID_ARGUMENT names the
  // line that is malformed, or whose id or name another entity has.
  static absl::StatusOr<Gazetteer> Parse(std::string_view tsv);

  ~Gazetteer();
  Gazetteer(Gazetteer&&) noexcept;
  Gazetteer& operator=(Gazetteer&&) noexcept;

  // The entities that `texts` name, the most frequent first, ties by id. Where
  // names overlap the longest counts: "Shenzhen University" is no mention of
  // Shenzhen. A name that needs support counts only where the texts have it. The
  // surface form is the first that counts.
  std::vector<article::v1::Mention> Find(absl::Span<const std::string_view> texts) const;

  // Of entities, and of their names.
  size_t size() const;
  size_t names() const;

 private:
  struct State;
  class Reader;
  explicit Gazetteer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace broadsheet::ingest
