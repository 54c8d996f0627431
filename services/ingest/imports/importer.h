// Files of articles, and lists of feeds, as they come in over a stream.
#pragma once

#include <memory>

#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/conversation.h"
#include "ingest/deliver/intake.h"
#include "ingest/feeds/feed_registry.h"

namespace broadsheet::ingest {

using ImportStream = Conversation<v1::ImportArchiveRequest, v1::ImportProgress>;

// Thread-safe.
class Importer {
 public:
  // Both must outlive it.
  Importer(Intake& intake, FeedRegistry& feeds) : intake_(intake), feeds_(feeds) {}

  // What imports one file, as its messages come. Memory is bounded: JSONL, and exports of
  // WordPress and Ghost, are written in batches as they come; others are at most 64 MiB. A bad
  // item is a reject alone. To import a file again is safe: what is held already comes to
  // nothing.
  std::unique_ptr<ImportStream> NewImport();

 private:
  Intake& intake_;
  FeedRegistry& feeds_;
};

}  // namespace broadsheet::ingest
