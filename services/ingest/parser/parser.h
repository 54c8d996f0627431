// Steps 2 and 3 of ingest, bytes -> entries -> prepared entries, done where they can
// harm nobody: in parser processes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "broadsheet/storage/v1/storage_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/fetch/robots.h"
#include "ingest/pages/page_parser.h"
#include "ingest/parser/parser_pool.h"
#include "ingest/prepare/entry.h"
#include "ingest/prepare/material.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/quarantine/quarantine.h"

namespace broadsheet::ingest {

// Whether `status` is what came of bytes, rather than of there being no parser for them:
// the latter can be repeated.
bool IsOfTheBytes(const absl::Status& status);

// The functions of the pipeline. Beside their errors, INVALID_ARGUMENT with reason
// PARSER_CRASHED, PARSER_TOO_SLOW or PARSER_TOO_LARGE is what a document, entry or line
// did to its parser, and those of ParserPool::Run() are not of the bytes. Thread-safe.
class Parser {
 public:
  // `pool` must outlive it.
  explicit Parser(ParserPool& pool) : pool_(pool) {}

  // ParseFeed().
  absl::StatusOr<Document> ReadFeed(const Call& call, const Material& material);
  // ParseFeed(), ParseGhost(), ParseSubstack() or ParseOpml(). The material's URI is that of
  // the site that it comes from; may be empty.
  absl::StatusOr<Document> ReadArchive(const Call& call, const Material& material,
                                       v1::ImportHeader::Format format);
  // ParseHtmlPage(), or ParseArchiveBytes().
  absl::StatusOr<ParsedPage> ReadPage(const Call& call, const Material& material, PageKind kind);
  // RereadEntry().
  absl::StatusOr<Document> ReadKept(const Call& call, const KeptReject& kept);

  struct Line {
    std::string text;
    // From 1.
    int64_t number = 0;
  };
  // ParseJsonLine() of each.
  absl::StatusOr<std::vector<absl::StatusOr<Entry>>> ReadLines(const Call& call,
                                                               absl::Span<const Line> lines);

  // Prepare() of each, side by side where there are many. The context's gazetteer is the
  // pool's.
  absl::StatusOr<std::vector<absl::StatusOr<PreparedEntry>>> PrepareAll(
      const Call& call, absl::Span<const Entry> entries, const PipelineContext& context);

  // ApplyEdit().
  absl::StatusOr<storage::v1::UpdateArticleRequest> Edit(const Call& call,
                                                         const article::v1::Article& held,
                                                         const v1::EditArticleRequest& request,
                                                         absl::Time now);

  // OfferedFeeds().
  absl::StatusOr<std::vector<std::string>> FindOfferedFeeds(const Call& call,
                                                            const Material& material);

  // RobotsRules::Parse().
  absl::StatusOr<RobotsRules> ReadRobots(const Call& call, std::string_view text,
                                         std::string_view product);

 private:
  absl::Status PrepareSome(const Call& call, absl::Span<const Entry> entries,
                           const PipelineContext& context,
                           absl::Span<absl::StatusOr<PreparedEntry>> prepared);
  absl::StatusOr<parser::Response> Run(const Call& call, Lane lane, parser::Request request);

  ParserPool& pool_;
};

}  // namespace broadsheet::ingest
