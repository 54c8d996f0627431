// What becomes of the entries of a document when it is read, and what is left of it then.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/feed.pb.h"
#include "ingest/identity/identity.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/pipeline.h"

namespace broadsheet::ingest {

// How entries are told apart and prepared.
struct Preparation {
  // Its gazetteer is the parser's.
  PipelineContext context;
  // The feed by whose rule the entries of a document are told apart; nothing is done about that
  // without one. Then the rule says whether the context ignores guids.
  std::optional<v1::Feed> feed;
  // What is known of the entries of that feed; what is seen in the document is added. Null
  // where the document is not the feed's own, such as an archive.
  FeedMemory* memory = nullptr;
  // The document has some of that feed's entries, such as its new ones: IdentifySome().
  bool some_entries = false;
  // Of the article whose own page it is, as what led to it says. Empty where nothing did.
  std::string entry_uri;
};

// A document of which the entries are prepared.
struct PreparedDocument {
  struct Item {
    // What TakeRemains() takes of it.
    Entry remains;
    absl::StatusOr<PreparedEntry> prepared;
  };

  // Without its entries.
  Document document;
  // Of a page: whether it is an archive.
  bool is_archive = false;
  std::vector<Item> items;
  // What identifies the feed's entries, where there was a memory.
  std::optional<Identity> identity;
};

}  // namespace broadsheet::ingest
