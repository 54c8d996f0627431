// Edits, deletions and takedowns by hand, passed on to storage.
#pragma once

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/deliver/storage_client.h"
#include "ingest/parser/parser.h"
#include "ingest/redact/redaction_log.h"

namespace broadsheet::ingest {

// Thread-safe. Errors besides those named are storage's.
class Editor {
 public:
  // All must outlive it.
  Editor(Parser& parser, StorageClient& storage, RedactionLog& redactions)
      : parser_(parser), storage_(storage), redactions_(redactions) {}

  // Brings the fields of the mask into their normal form first, and derives anew what
  // follows from them. INVALID_ARGUMENT names the field.
  absl::StatusOr<v1::EditArticleResponse> Edit(const Call& call,
                                               const v1::EditArticleRequest& request);
  absl::StatusOr<v1::DeleteArticleResponse> Delete(const Call& call,
                                                   const v1::DeleteArticleRequest& request);
  absl::StatusOr<v1::UndeleteArticleResponse> Undelete(const Call& call,
                                                       const v1::UndeleteArticleRequest& request);
  // And takes what was redacted out of what ingest keeps; where that takes too long, it is
  // done soon after.
  absl::StatusOr<v1::RedactArticleResponse> Redact(const Call& call,
                                                   const v1::RedactArticleRequest& request);

 private:
  // The edit, on the article as it is now. ABORTED where another write comes between.
  absl::StatusOr<storage::v1::UpdateArticleResponse> Update(const Call& call,
                                                            const v1::EditArticleRequest& request);

  absl::Status Purge(const Call& call, const v1::RedactArticleRequest& request, int64_t position);

  Parser& parser_;
  StorageClient& storage_;
  RedactionLog& redactions_;
};

}  // namespace broadsheet::ingest
