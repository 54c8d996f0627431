#include "ingest/parser/work.h"

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/exports/ghost.h"
#include "ingest/exports/opml.h"
#include "ingest/exports/substack.h"
#include "ingest/fetch/robots.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/formats/jsonl.h"
#include "ingest/pages/offered_feeds.h"
#include "ingest/pages/page_parser.h"
#include "ingest/parser/messages.h"
#include "ingest/parser/reread.h"
#include "ingest/prepare/edit.h"
#include "ingest/text/proto_time.h"

namespace broadsheet::ingest {
namespace {

using parser::Request;
using parser::Response;

using Answer = absl::FunctionRef<void(Response)>;

Response ErrorResponse(const absl::Status& status) {
  Response response;
  *response.mutable_error() = ToMessage(status);
  return response;
}

Response ToResponse(absl::StatusOr<Document> document, bool is_archive = false) {
  if (!document.ok()) return ErrorResponse(document.status());
  Response response;
  *response.mutable_document() = ToMessage(*std::move(document));
  response.mutable_document()->set_is_archive(is_archive);
  return response;
}

Response ReadFeed(const parser::Material& material) {
  return ToResponse(ParseFeed(material.bytes(), material.content_type(), material.uri()));
}

Response ReadArchive(const parser::Archive& archive) {
  const parser::Material& material = archive.material();
  switch (archive.format()) {
    case v1::ImportHeader::FORMAT_GHOST:
      return ToResponse(ParseGhost(material.bytes(), material.uri()));
    case v1::ImportHeader::FORMAT_SUBSTACK:
      return ToResponse(ParseSubstack(material.bytes(), material.uri()));
    case v1::ImportHeader::FORMAT_OPML:
      return ToResponse(ParseOpml(material.bytes()));
    default:
      return ReadFeed(material);
  }
}

Response ReadPage(const parser::Material& material) {
  absl::StatusOr<ParsedPage> page =
      ParseHtmlPage(material.bytes(), material.content_type(), material.uri());
  if (!page.ok()) return ErrorResponse(page.status());
  return ToResponse(std::move(page->document), page->is_archive);
}

Response ReadArchivePage(const parser::Material& material) {
  return ToResponse(ParseArchiveBytes(material.bytes(), material.content_type(), material.uri()),
                    /*is_archive=*/true);
}

Response ReadKept(const parser::Kept& kept) {
  return ToResponse(RereadEntry({kept.reject(), kept.source(), kept.settings()}));
}

// Who asks has the line itself.
Response ReadLine(const parser::Lines::Line& line) {
  absl::StatusOr<Entry> entry = ParseJsonLine(line.text(), line.number());
  if (!entry.ok()) return ErrorResponse(entry.status());
  entry->raw.clear();
  Response response;
  *response.mutable_entry() = ToMessage(*std::move(entry));
  return response;
}

Response PrepareEntry(const parser::Entry& entry, const PipelineContext& context) {
  absl::StatusOr<PreparedEntry> prepared = Prepare(FromMessage(entry), context);
  if (!prepared.ok()) return ErrorResponse(prepared.status());
  Response response;
  *response.mutable_prepared() = ToMessage(*std::move(prepared));
  return response;
}

Response Edit(const parser::Edit& edit, const Gazetteer& gazetteer) {
  absl::StatusOr<storage::v1::UpdateArticleRequest> update =
      ApplyEdit(edit.held(), edit.request(), gazetteer, FromProto(edit.now()));
  if (!update.ok()) return ErrorResponse(update.status());
  Response response;
  *response.mutable_update() = *std::move(update);
  return response;
}

Response FindOfferedFeeds(const parser::Material& material) {
  Response response;
  parser::Uris& uris = *response.mutable_uris();
  for (std::string& uri : OfferedFeeds(material.bytes(), material.content_type(), material.uri())) {
    uris.add_uris(std::move(uri));
  }
  return response;
}

Response ReadRobots(const parser::Robots& robots) {
  const RobotsRules rules = RobotsRules::Parse(robots.text(), robots.product());
  Response response;
  for (const RobotsRules::Rule& rule : rules.rules()) {
    parser::RobotsRules::Rule& message = *response.mutable_robots_rules()->add_rules();
    message.set_allow(rule.allow);
    message.set_pattern(rule.pattern);
  }
  return response;
}

template <class Work>
Response Guarded(const Work& work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return ErrorResponse(
        WithReason(absl::InvalidArgumentError(absl::StrCat("the parser failed: ", error.what())),
                   "PARSER_CRASHED"));
  }
}

}  // namespace

void DoWork(const Request& request, const Gazetteer& gazetteer, Answer answer) {
  switch (request.work_case()) {
    case Request::kFeed:
      return answer(Guarded([&] { return ReadFeed(request.feed()); }));
    case Request::kArchive:
      return answer(Guarded([&] { return ReadArchive(request.archive()); }));
    case Request::kPage:
      return answer(Guarded([&] { return ReadPage(request.page()); }));
    case Request::kArchivePage:
      return answer(Guarded([&] { return ReadArchivePage(request.archive_page()); }));
    case Request::kKept:
      return answer(Guarded([&] { return ReadKept(request.kept()); }));
    case Request::kLines:
      for (const parser::Lines::Line& line : request.lines().lines()) {
        answer(Guarded([&] { return ReadLine(line); }));
      }
      return;
    case Request::kPreparation: {
      PipelineContext context = FromMessage(request.preparation());
      context.gazetteer = &gazetteer;
      for (const parser::Entry& entry : request.preparation().entries()) {
        answer(Guarded([&] { return PrepareEntry(entry, context); }));
      }
      return;
    }
    case Request::kEdit:
      return answer(Guarded([&] { return Edit(request.edit(), gazetteer); }));
    case Request::kOfferedFeeds:
      return answer(Guarded([&] { return FindOfferedFeeds(request.offered_feeds()); }));
    case Request::kRobots:
      return answer(Guarded([&] { return ReadRobots(request.robots()); }));
    case Request::WORK_NOT_SET:
      return answer(ErrorResponse(absl::InternalError("a request without work")));
  }
}

}  // namespace broadsheet::ingest
