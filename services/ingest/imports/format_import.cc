#include "ingest/imports/format_import.h"

#include <utility>

#include "ingest/parser/parser.h"

namespace broadsheet::ingest {

absl::Status ImportJob::Reject(const Call& call, const Material& material,
                               const absl::Status& reason) {
  if (!IsOfTheBytes(reason)) return reason;
  const absl::Status status =
      intake.Refuse(call, delivery, material, v1::Reject::STEP_PARSE, reason);
  if (KeptAs(status).empty()) return status;
  report.AddRejected();
  return absl::OkStatus();
}

absl::StatusOr<PreparedDocument> ImportJob::Read(const Call& call, std::string_view bytes,
                                                 v1::ImportHeader::Format format) {
  return intake.ReadArchive(call, delivery, bytes, format, header.site_uri());
}

absl::Status ImportJob::Deliver(const Call& call, const Material& material,
                                PreparedDocument document) {
  absl::StatusOr<IntakeReport> delivered =
      intake.TakePrepared(call, delivery, material, std::move(document));
  if (delivered.ok()) report.Add(*delivered);
  return delivered.status();
}

}  // namespace broadsheet::ingest
