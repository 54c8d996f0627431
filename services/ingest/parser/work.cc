#include "ingest/parser/work.h"

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/exports/ghost.h"
#include "ingest/exports/opml.h"
#include "ingest/exports/substack.h"
#include "ingest/fetch/robots.h"
#include "ingest/formats/feed_parser.h"
#include "ingest/formats/jsonl.h"
#include "ingest/html/html.h"
#include "ingest/identity/identity.h"
#include "ingest/pages/h_feed.h"
#include "ingest/pages/offered_feeds.h"
#include "ingest/pages/page_parser.h"
#include "ingest/parser/messages.h"
#include "ingest/parser/reread.h"
#include "ingest/prepare/edit.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/text/canonical_uri.h"
#include "ingest/text/link_header.h"
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

template <class Work>
auto Guarded(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return WithReason(absl::InvalidArgumentError(absl::StrCat("the parser failed: ", error.what())),
                      "PARSER_CRASHED");
  }
}

Response ToResponse(absl::StatusOr<Response> response) {
  return response.ok() ? *std::move(response) : ErrorResponse(response.status());
}

absl::StatusOr<ParsedPage> AsPage(absl::StatusOr<Document> document, bool is_archive = false) {
  RETURN_IF_ERROR(document.status());
  return ParsedPage{is_archive, *std::move(document)};
}

// Makes an address of a document absolute, or empty where it is none; what a header says of it
// comes first (WebSub, section 4).
void SetAddress(const std::vector<HeaderLink>& links, const char* rel, const std::string& base,
                std::string* uri) {
  for (const HeaderLink& link : links) {
    if (!HasWord(link.rel, rel)) continue;
    *uri = link.uri;
    break;
  }
  if (uri->empty()) return;
  const absl::StatusOr<std::string> absolute = ResolveUri(base, *uri);
  *uri = absolute.ok() && CheckWebUri(*absolute, "uri").ok() ? *absolute : "";
}

absl::StatusOr<ParsedPage> ReadFeed(const parser::Material& material) {
  absl::StatusOr<ParsedPage> page =
      AsPage(LooksLikePage(material.bytes())
                 ? ParseHFeed(material.bytes(), material.content_type(), material.uri())
                 : ParseFeed(material.bytes(), material.content_type(), material.uri()));
  if (!page.ok()) return page;
  const std::vector<HeaderLink> links = ParseLinkHeader(material.link_header());
  SetAddress(links, "hub", material.uri(), &page->document.hub_uri);
  SetAddress(links, "self", material.uri(), &page->document.self_uri);
  return page;
}

absl::StatusOr<ParsedPage> ReadArchive(const parser::Archive& archive) {
  const parser::Material& material = archive.material();
  switch (archive.format()) {
    case v1::ImportHeader::FORMAT_GHOST:
      return AsPage(ParseGhost(material.bytes(), material.uri()));
    case v1::ImportHeader::FORMAT_SUBSTACK:
      return AsPage(ParseSubstack(material.bytes(), material.uri()));
    case v1::ImportHeader::FORMAT_OPML:
      return AsPage(ParseOpml(material.bytes()));
    default:
      return ReadFeed(material);
  }
}

absl::StatusOr<ParsedPage> ReadPage(const parser::Material& material) {
  return ParseHtmlPage(material.bytes(), material.content_type(), material.uri());
}

absl::StatusOr<ParsedPage> ReadArchivePage(const parser::Material& material) {
  return AsPage(ParseArchiveBytes(material.bytes(), material.content_type(), material.uri()),
                /*is_archive=*/true);
}

absl::StatusOr<ParsedPage> ReadDocument(const Request& request) {
  switch (request.work_case()) {
    case Request::kFeed:
      return ReadFeed(request.feed());
    case Request::kArchive:
      return ReadArchive(request.archive());
    case Request::kPage:
      return ReadPage(request.page());
    case Request::kArchivePage:
      return ReadArchivePage(request.archive_page());
    case Request::kKept:
      return AsPage(RereadEntry(
          {request.kept().reject(), request.kept().source(), request.kept().settings()}));
    default:
      return absl::InternalError("a request without a document");
  }
}

// Gives entries the guids and links that identify them to whom the document is delivered, and
// the context what follows from that. Answers what was seen of the feed; unset for no feed.
absl::StatusOr<std::optional<parser::Identity>> TellApart(
    const parser::Identification& identification, ParsedPage& page, Preparation& preparation) {
  std::vector<Entry>& entries = page.document.entries;
  if (!page.is_archive && !preparation.entry_uri.empty()) {
    for (Entry& entry : entries) entry.article.set_canonical_uri(preparation.entry_uri);
  }
  if (identification.some() && page.document.is_sitemap) {
    return WithReason(absl::FailedPreconditionError("a sitemap lists no entries"),
                      kWholeFeedNeeded);
  }
  if (!preparation.feed || page.document.is_sitemap) return std::nullopt;
  v1::Feed& feed = *preparation.feed;
  std::optional<parser::Identity> seen;
  if (identification.has_memory()) {
    FeedMemory known = identification.memory();
    if (identification.some()) {
      RETURN_IF_ERROR(IdentifySome(feed, &entries, &known));
      seen = ToMessage(DetectedIdentity(feed));
    } else {
      const Identity identity = ObserveEntries(entries, &known);
      SetIdentity(identity, &feed);
      IdentifyEntries(feed, &entries, &known);
      seen = ToMessage(identity);
    }
    *seen->mutable_memory() = std::move(known);
  } else {
    IdentifyEntries(feed, &entries, nullptr);
  }
  preparation.context.rules.ignore_guids = IgnoresGuids(feed);
  return seen;
}

Response PrepareEntry(const Entry& entry, const PipelineContext& context) {
  absl::StatusOr<PreparedEntry> prepared =
      Guarded([&]() -> absl::StatusOr<PreparedEntry> { return Prepare(entry, context); });
  if (!prepared.ok()) return ErrorResponse(prepared.status());
  Response response;
  *response.mutable_prepared() = ToMessage(*std::move(prepared));
  return response;
}

Response PrepareWithRemains(Entry entry, const PipelineContext& context) {
  Entry remains = TakeRemains(entry);
  Response response = PrepareEntry(entry, context);
  *response.mutable_remains() = ToMessage(std::move(remains));
  return response;
}

// The document with its entries, or, where these are to be prepared, without them; then
// `*entries` has them, and `*context` is what to prepare them by.
absl::StatusOr<Response> TakeDocument(const Request& request, PipelineContext* context,
                                      std::vector<Entry>* entries) {
  ASSIGN_OR_RETURN(ParsedPage page, ReadDocument(request));
  RefuseWhatCantTravel(page.document);
  const parser::Preparation& asked = request.preparation();
  Preparation preparation = FromMessage(asked);
  ASSIGN_OR_RETURN(std::optional<parser::Identity> identity,
                   TellApart(asked.identification(), page, preparation));
  if (request.has_preparation() && !asked.later()) {
    *context = std::move(preparation.context);
    entries->swap(page.document.entries);
  }
  Response response;
  parser::Document& document = *response.mutable_document();
  document = ToMessage(std::move(page.document));
  document.set_is_archive(page.is_archive);
  document.set_prepared(static_cast<int64_t>(entries->size()));
  if (identity) *document.mutable_identity() = *std::move(identity);
  return response;
}

void AnswerDocument(const Request& request, const Gazetteer& gazetteer, Answer answer) {
  PipelineContext context;
  std::vector<Entry> entries;
  absl::StatusOr<Response> document =
      Guarded([&] { return TakeDocument(request, &context, &entries); });
  if (!document.ok()) return answer(ErrorResponse(document.status()));
  answer(*std::move(document));
  context.gazetteer = &gazetteer;
  for (Entry& entry : entries) answer(PrepareWithRemains(std::move(entry), context));
}

// Who asks has the line itself.
Response ReadLine(const parser::Lines::Line& line, const PipelineContext& context) {
  absl::StatusOr<Entry> entry = Guarded([&] { return ParseJsonLine(line.text(), line.number()); });
  if (!entry.ok()) return ErrorResponse(entry.status());
  entry->raw.clear();
  return PrepareWithRemains(*std::move(entry), context);
}

absl::StatusOr<Response> Edit(const parser::Edit& edit, const Gazetteer& gazetteer) {
  Response response;
  ASSIGN_OR_RETURN(*response.mutable_update(),
                   ApplyEdit(edit.held(), edit.request(), gazetteer, FromProto(edit.now())));
  return response;
}

absl::StatusOr<Response> FindOfferedFeeds(const parser::Material& material) {
  Response response;
  parser::Offer& message = *response.mutable_offer();
  FeedOffer offer = OfferedFeeds(material.bytes(), material.content_type(), material.uri());
  for (std::string& uri : offer.uris) message.add_uris(std::move(uri));
  message.set_is_feed(offer.is_feed);
  return response;
}

absl::StatusOr<Response> ReadRobots(const parser::Robots& robots) {
  const RobotsRules rules = RobotsRules::Parse(robots.text(), robots.product());
  Response response;
  for (const RobotsRules::Rule& rule : rules.rules()) {
    parser::RobotsRules::Rule& message = *response.mutable_robots_rules()->add_rules();
    message.set_allow(rule.allow);
    message.set_pattern(rule.pattern);
  }
  for (const std::string& sitemap : rules.sitemaps()) {
    response.mutable_robots_rules()->add_sitemaps(sitemap);
  }
  return response;
}

}  // namespace

void DoWork(const Request& request, const Gazetteer& gazetteer, Answer answer) {
  PipelineContext context = FromMessage(request.preparation()).context;
  context.gazetteer = &gazetteer;
  switch (request.work_case()) {
    case Request::kFeed:
    case Request::kArchive:
    case Request::kPage:
    case Request::kArchivePage:
    case Request::kKept:
      return AnswerDocument(request, gazetteer, answer);
    case Request::kLines:
      for (const parser::Lines::Line& line : request.lines().lines()) {
        answer(ReadLine(line, context));
      }
      return;
    case Request::kEntries:
      for (const parser::Entry& entry : request.entries().entries()) {
        answer(PrepareEntry(FromMessage(entry), context));
      }
      return;
    case Request::kEdit:
      return answer(ToResponse(Guarded([&] { return Edit(request.edit(), gazetteer); })));
    case Request::kOfferedFeeds:
      return answer(ToResponse(Guarded([&] { return FindOfferedFeeds(request.offered_feeds()); })));
    case Request::kRobots:
      return answer(ToResponse(Guarded([&] { return ReadRobots(request.robots()); })));
    case Request::WORK_NOT_SET:
      return answer(ErrorResponse(absl::InternalError("a request without work")));
  }
}

}  // namespace broadsheet::ingest
