// A file on its way in, and what each format makes of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/deliver/intake.h"
#include "ingest/feeds/feed_registry.h"
#include "ingest/imports/import_report.h"

namespace broadsheet::ingest {

// What all formats share. Not thread-safe.
struct ImportJob {
  // Both must outlive it.
  Intake& intake;
  FeedRegistry& feeds;
  v1::ImportHeader header;
  Delivery delivery;
  ImportReport report;

  // What rejects say of `bytes`.
  Material MaterialOf(std::string_view bytes) const { return {bytes, "", header.file_name()}; }

  // Keeps `bytes`, which `reason` was made of, as a reject that counts. An error where it can't
  // be kept, or `reason` is not of the bytes: then it is that.
  absl::Status Reject(const Call& call, const Material& material, const absl::Status& reason);

  // Reads `bytes`, a file or a part of one, in this format.
  absl::StatusOr<PreparedDocument> Read(const Call& call, std::string_view bytes,
                                        v1::ImportHeader::Format format);
  // Delivers what was read.
  absl::Status Deliver(const Call& call, const Material& material, PreparedDocument document);
};

// Not thread-safe. An error ends the import; bad items are none.
class FormatImport {
 public:
  virtual ~FormatImport() = default;
  // The next bytes of the file.
  virtual absl::Status Take(const Call& call, std::string_view data) = 0;
  // The file has ended: does a part of what is left. True when all is done.
  virtual absl::StatusOr<bool> Finish(const Call& call) = 0;
};

}  // namespace broadsheet::ingest
