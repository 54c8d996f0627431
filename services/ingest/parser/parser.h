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
#include "ingest/pages/offered_feeds.h"
#include "ingest/parser/parser_pool.h"
#include "ingest/parser/preparation.h"
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

  // A document is read and its entries are prepared at one go. What an entry did to the parser
  // is its own result, and the others' are what they would be without it.
  //
  // ParseFeed(), or of a page ParseHFeed().
  absl::StatusOr<PreparedDocument> ReadFeed(const Call& call, const Material& material,
                                            const Preparation& preparation);
  // ParseFeed(), ParseGhost(), ParseSubstack() or ParseOpml(). The material's URI is that of
  // the site that it comes from; may be empty.
  absl::StatusOr<PreparedDocument> ReadArchive(const Call& call, const Material& material,
                                               v1::ImportHeader::Format format,
                                               const Preparation& preparation);
  // ParseHtmlPage(), or ParseArchiveBytes().
  absl::StatusOr<PreparedDocument> ReadPage(const Call& call, const Material& material,
                                            PageKind kind, const Preparation& preparation);
  // RereadEntry().
  absl::StatusOr<PreparedDocument> ReadKept(const Call& call, const KeptReject& kept,
                                            const Preparation& preparation);

  struct Line {
    std::string text;
    // From 1.
    int64_t number = 0;
  };
  // ParseJsonLine() of each. One that can't be read is an error of the document.
  absl::StatusOr<PreparedDocument> ReadLines(const Call& call, std::vector<Line> lines,
                                             const PipelineContext& context);

  // An archive with its entries as they were read, for who has to do something about them
  // before they are prepared.
  absl::StatusOr<Document> ReadUnprepared(const Call& call, const Material& material,
                                          v1::ImportHeader::Format format);

  // Prepare() of each, in order, side by side where there are many.
  absl::StatusOr<std::vector<PreparedDocument::Item>> PrepareAll(const Call& call,
                                                                 std::vector<Entry> entries,
                                                                 const PipelineContext& context);

  // ApplyEdit().
  absl::StatusOr<storage::v1::UpdateArticleRequest> Edit(const Call& call,
                                                         const article::v1::Article& held,
                                                         const v1::EditArticleRequest& request,
                                                         absl::Time now);

  // OfferedFeeds().
  absl::StatusOr<FeedOffer> FindOfferedFeeds(const Call& call, const Material& material);

  // RobotsRules::Parse().
  absl::StatusOr<RobotsRules> ReadRobots(const Call& call, std::string_view text,
                                         std::string_view product);

 private:
  // Items that processes work on side by side.
  struct Items {
    Lane lane;
    size_t count;
    // One of them is known to end its process.
    bool careful = false;
    // The request for those from `begin` to `end`.
    absl::FunctionRef<parser::Request(size_t begin, size_t end)> request;
    absl::FunctionRef<void(size_t item, absl::StatusOr<parser::Response>)> take;
  };

  absl::Status RunAll(const Call& call, const Items& items);
  absl::StatusOr<parser::Response> Run(const Call& call, Lane lane, parser::Request request);
  absl::StatusOr<PreparedDocument> Read(const Call& call, parser::Request request,
                                        const Preparation& preparation);
  // In two steps, for a document of which the first items are known.
  absl::StatusOr<PreparedDocument> ReadApart(const Call& call, parser::Request request,
                                             const Preparation& preparation,
                                             std::vector<PreparedDocument::Item> items);
  absl::StatusOr<std::vector<PreparedDocument::Item>> PrepareItems(const Call& call,
                                                                   std::vector<Entry> entries,
                                                                   const PipelineContext& context,
                                                                   bool careful);

  ParserPool& pool_;
};

}  // namespace broadsheet::ingest
