// Files of articles, as they come in over a stream.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/conversation.h"
#include "ingest/deliver/intake.h"

namespace broadsheet::ingest {

using ImportStream = Conversation<v1::ImportArchiveRequest, v1::ImportProgress>;

// What a file is, by its first bytes. INVALID_ARGUMENT where they are nothing
// that can be imported.
absl::StatusOr<v1::ImportHeader::Format> RecogniseFormat(std::string_view beginning);

// Thread-safe.
class Importer {
 public:
  // `intake` must outlive it.
  explicit Importer(Intake& intake) : intake_(intake) {}

  // What imports one file, as its messages come. Memory is bounded: JSONL and
  // exports are written in batches as they come, a feed file is at most 64 MiB. A bad line is a
  // reject alone. To import a file again is safe: what is held already comes to nothing.
  std::unique_ptr<ImportStream> NewImport();

 private:
  Intake& intake_;
};

}  // namespace broadsheet::ingest
