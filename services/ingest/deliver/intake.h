// The one way in: bytes -> parse -> normalise -> enrich -> validate -> write.
// Push, poll, fetch and import differ only in where the bytes come from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/ingest/v1/reject.pb.h"
#include "common/metrics.h"
#include "common/rpc/call.h"
#include "ingest/deliver/delivery.h"
#include "ingest/deliver/delivery_writer.h"
#include "ingest/deliver/storage_client.h"
#include "ingest/parser/parser.h"
#include "ingest/parser/preparation.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/material.h"
#include "ingest/quarantine/quarantine.h"

namespace broadsheet::ingest {

// The name of the reject that what went wrong is kept as; empty where it is not
// kept.
std::string KeptAs(const absl::Status& status);

// Thread-safe. What can't be taken is kept in quarantine, with its bytes and the
// step that failed; a bad entry fails alone. The error of an operation is that
// of bytes that can't be read at all (a reject, too), or of storage, PostgreSQL or the
// parsers being away: then it can be repeated safely.
class Intake {
 public:
  // All must outlive it.
  Intake(Parser& parser, StorageClient& storage, Quarantine& quarantine, Metrics& metrics);

  // An RSS, Atom or JSON Feed document, or a sitemap. Of that those entries are taken whose
  // pages are to be fetched now; all without a memory, none where it is read again.
  absl::StatusOr<IntakeReport> TakeFeed(const Call& call, const Delivery& delivery,
                                        const Material& material);

  // What is in a file from `site_uri` (may be empty), or in a part of one: for TakePrepared(),
  // as a whole or part by part. Keeps nothing.
  absl::StatusOr<PreparedDocument> ReadArchive(const Call& call, const Delivery& delivery,
                                               std::string_view bytes,
                                               v1::ImportHeader::Format format,
                                               const std::string& site_uri);

  // The same with its entries as they were read, for who puts something to them before
  // TakeDocument().
  absl::StatusOr<Document> ReadUnprepared(const Call& call, std::string_view bytes,
                                          v1::ImportHeader::Format format,
                                          const std::string& site_uri);

  // An HTML page: an article or an archive of posts.
  absl::StatusOr<IntakeReport> TakePage(const Call& call, const Delivery& delivery,
                                        const Material& material, PageKind kind);

  // Lines of JSONL, and those that were too long to be read. `material` has no bytes: each
  // line has its own.
  absl::StatusOr<IntakeReport> TakeLines(const Call& call, const Delivery& delivery,
                                         const Material& material, std::vector<Parser::Line> lines,
                                         std::vector<EntryError> too_long);

  // What is in quarantine, read again as what it is.
  absl::StatusOr<IntakeReport> TakeKept(const Call& call, const Delivery& delivery,
                                        const Material& material, const KeptReject& kept);

  // What has been parsed already. `material` has no bytes: each entry has its own.
  absl::StatusOr<IntakeReport> TakeDocument(const Call& call, const Delivery& delivery,
                                            const Material& material, Document document);
  // The same of what has been prepared, too.
  absl::StatusOr<IntakeReport> TakePrepared(const Call& call, const Delivery& delivery,
                                            const Material& material, PreparedDocument document);

  // Keeps what could not even be parsed, and answers `reason`, with the reject's
  // name as KeptAs(). Of `material`, `raw_size` bytes came (0: all of them).
  absl::Status Refuse(const Call& call, const Delivery& delivery, const Material& material,
                      v1::Reject::Step step, const absl::Status& reason, int64_t raw_size = 0);

 private:
  absl::StatusOr<Preparation> PreparationFor(const Call& call, const Delivery& delivery);
  absl::StatusOr<IntakeReport> TakeSitemap(const Call& call, const Delivery& delivery,
                                           const Material& material, PreparedDocument sitemap);
  absl::Status RefuseUnread(const Call& call, const Delivery& delivery, const Material& material,
                            const absl::Status& reason);

  Parser& parser_;
  const Outlets outlets_;
};

}  // namespace broadsheet::ingest
