// The end of a delivery: articles go to storage, what can't be taken to quarantine.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/deliver/delivery.h"
#include "ingest/deliver/storage_client.h"
#include "ingest/parser/preparation.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/material.h"
#include "ingest/quarantine/quarantine.h"

namespace prometheus {
class Counter;
template <class T>
class Family;
}  // namespace prometheus

namespace broadsheet::ingest {

// Where deliveries end.
struct Outlets {
  StorageClient& storage;
  Quarantine& quarantine;
  // Articles by the kind of their origin and what they came to.
  prometheus::Family<prometheus::Counter>& articles;
};

// Takes the entries of one document, in their order, and adds a result for each to a report.
// They go in batches: what was taken is written and kept when Flush() has answered OK. An
// error is that of storage or PostgreSQL being away. Not thread-safe.
class DeliveryWriter {
 public:
  // All must outlive it.
  DeliveryWriter(const Outlets& outlets, const Call& call, const Delivery& delivery,
                 const Material& material, IntakeReport& report)
      : outlets_(outlets), call_(call), delivery_(delivery), material_(material), report_(report) {}

  absl::Status Take(PreparedDocument::Item item);
  // What could not be read, or was overlooked.
  void TakeError(EntryError error);
  void Refuse(Rejected rejected);

  // Writes the batch, keeps what was refused, and begins anew. What was refused is
  // kept even where storage is away.
  absl::Status Flush();

 private:
  // What is on its way to storage or quarantine. Indices are of the report's results.
  struct Batch {
    storage::v1::BatchWriteArticlesRequest request;
    size_t bytes = 0;
    std::vector<int> write_results;
    // Of the entries behind the writes, should storage refuse them.
    std::vector<Entry> remains;
    std::map<std::string, std::string> category_titles;

    std::vector<Rejected> refused;
    std::vector<int> refused_results;
  };

  // The index of a new result.
  int AddResult();
  void RefuseAs(int result, Rejected rejected);
  void NoteOverlooked(const absl::Status& what);
  absl::Status Write();
  void NoteWritten(const article::v1::Article& article, storage::v1::WriteResult written,
                   int result);
  absl::Status KeepRefused();
  void CountOutcome(const std::string& outcome);

  const Outlets outlets_;
  const Call& call_;
  const Delivery& delivery_;
  const Material& material_;
  IntakeReport& report_;
  Batch batch_;
};

}  // namespace broadsheet::ingest
