#include "ingest/deliver/intake.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "ingest/deliver/counts.h"
#include "ingest/deliver/rejected_entry.h"
#include "ingest/deliver/sitemap_share.h"
#include "ingest/pages/page_parser.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/text/canonical_uri.h"

namespace broadsheet::ingest {
namespace {

constexpr char kRejectKey[] = "reject";

PipelineContext ContextOf(const Delivery& delivery) {
  const v1::Feed& settings = delivery.settings;
  PipelineContext context;
  context.origin = WriteOrigin(delivery);
  context.observed = delivery.observe_time;
  context.allow_undelete = delivery.allow_undelete;
  context.rules.ignore_guids = IgnoresGuids(settings);
  context.rules.filing.category_map = {settings.category_map().begin(),
                                       settings.category_map().end()};
  context.rules.filing.default_categories = {settings.default_categories().begin(),
                                             settings.default_categories().end()};
  return context;
}

// Whether the document has names that only the archive's categories tell apart.
bool HasDoubtfulNames(const Document& document) {
  return std::any_of(document.entries.begin(), document.entries.end(),
                     [](const Entry& entry) { return !entry.category_or_tag_names.empty(); });
}

// Leaves the entries whose pages are taken. Answers where those are.
std::vector<FullText> TakeShare(const Share& share, PreparedDocument* sitemap) {
  std::set<std::string> taken;
  for (const Listed& page : share.taken) taken.insert(page.uri);
  std::set<std::string> told;
  std::erase_if(sitemap->items, [&](const PreparedDocument::Item& item) {
    return !taken.contains(item.remains.id) || !told.insert(item.remains.id).second;
  });
  std::vector<FullText> pages;
  for (const Listed& page : share.taken) {
    FullText& text = pages.emplace_back(FullText{page.uri, ""});
    if (!told.contains(page.uri)) continue;
    if (const auto canonical = CanonicalUri(page.uri); canonical.ok()) {
      text.canonical_uri = *canonical;
    }
  }
  return pages;
}

// What a document says of itself; takes its words.
IntakeReport ReportOf(Document& document) {
  IntakeReport report;
  report.title = std::move(document.title);
  report.site_uri = std::move(document.site_uri);
  report.older_uri = std::move(document.older_uri);
  report.hub_uri = std::move(document.hub_uri);
  report.self_uri = std::move(document.self_uri);
  report.defect = std::move(document.defect);
  report.counts.set_skipped(document.left_out);
  report.counts.mutable_skipped_kinds()->insert(document.left_out_kinds.begin(),
                                                document.left_out_kinds.end());
  report.counts.set_comments(document.comments);
  return report;
}

}  // namespace

std::string KeptAs(const absl::Status& status) { return ReasonMetadata(status, kRejectKey); }

Intake::Intake(Parser& parser, StorageClient& storage, Quarantine& quarantine, Metrics& metrics)
    : parser_(parser),
      outlets_{storage, quarantine,
               prometheus::BuildCounter()
                   .Name("broadsheet_ingest_articles_total")
                   .Help("Articles by the kind of their origin and what they came to")
                   .Register(metrics.registry())} {}

// Categories are asked for each time: an entry filed wrongly is not filed anew until it changes.
absl::StatusOr<Preparation> Intake::PreparationFor(const Call& call, const Delivery& delivery) {
  Preparation preparation;
  preparation.context = ContextOf(delivery);
  ASSIGN_OR_RETURN(preparation.context.rules.filing.known_categories,
                   outlets_.storage.ListCategories(call, delivery.patience));
  return preparation;
}

absl::StatusOr<IntakeReport> Intake::TakeFeed(const Call& call, const Delivery& delivery,
                                              const Material& material) {
  Material read = material;
  if (!CheckWebUri(material.uri, "uri").ok()) read.uri.clear();  // a file's name
  ASSIGN_OR_RETURN(Preparation preparation, PreparationFor(call, delivery));
  preparation.feed = delivery.settings;
  preparation.memory = delivery.memory;
  preparation.some_entries = delivery.some_entries;
  absl::StatusOr<PreparedDocument> document = parser_.ReadFeed(call, read, preparation);
  if (!document.ok()) return RefuseUnread(call, delivery, material, document.status());
  if (document->document.is_sitemap) {
    return TakeSitemap(call, delivery, material, *std::move(document));
  }
  Delivery identified = delivery;
  std::optional<Identity> identity = std::move(document->identity);
  if (identity) SetIdentity(*identity, &identified.settings);
  ASSIGN_OR_RETURN(IntakeReport report,
                   TakePrepared(call, identified, material, *std::move(document)));
  report.identity = std::move(identity);
  return report;
}

absl::StatusOr<IntakeReport> Intake::TakeSitemap(const Call& call, const Delivery& delivery,
                                                 const Material& material,
                                                 PreparedDocument sitemap) {
  std::vector<Listed> sitemaps = std::move(sitemap.document.sitemaps);
  std::vector<FullText> pages;
  Share share;
  if (delivery.rereading != nullptr) {
    sitemap.items.clear();
  } else if (delivery.memory != nullptr && !sitemap.document.pages.empty()) {
    const ShareRules rules = {delivery.most_pages, delivery.settings.read_archive()};
    share = ShareOfPages(material.uri, sitemap.document.pages, rules, delivery.memory);
    pages = TakeShare(share, &sitemap);
  } else if (delivery.memory == nullptr) {
    share.older = std::ssize(sitemap.document.pages) - std::ssize(sitemap.items);
  }
  ASSIGN_OR_RETURN(IntakeReport report, TakePrepared(call, delivery, material, std::move(sitemap)));
  report.full_texts.clear();
  report.new_full_texts.clear();
  report.is_sitemap = true;
  report.pages = std::move(pages);
  report.sitemaps = std::move(sitemaps);
  report.waits = share.later > 0;
  CountShare(share, &report.counts);
  return report;
}

absl::StatusOr<PreparedDocument> Intake::ReadArchive(const Call& call, const Delivery& delivery,
                                                     std::string_view bytes,
                                                     v1::ImportHeader::Format format,
                                                     const std::string& site_uri) {
  ASSIGN_OR_RETURN(const Preparation preparation, PreparationFor(call, delivery));
  return parser_.ReadArchive(call, {bytes, "", site_uri}, format, preparation);
}

absl::StatusOr<Document> Intake::ReadUnprepared(const Call& call, std::string_view bytes,
                                                v1::ImportHeader::Format format,
                                                const std::string& site_uri) {
  return parser_.ReadUnprepared(call, {bytes, "", site_uri}, format);
}

absl::StatusOr<IntakeReport> Intake::TakePage(const Call& call, const Delivery& delivery,
                                              const Material& material, PageKind kind) {
  Preparation preparation;
  preparation.context = ContextOf(delivery);
  preparation.entry_uri = delivery.entry_uri;
  absl::StatusOr<PreparedDocument> page = parser_.ReadPage(call, material, kind, preparation);
  const bool is_other = page.ok() ? page->is_archive : Reason(page.status()) == kNoArticle;
  if (delivery.articles_only && is_other) {
    IntakeReport report;
    CountLeftOut("page", 1, &report.counts);
    return report;
  }
  if (!page.ok()) return RefuseUnread(call, delivery, material, page.status());
  Delivery from_page = delivery;
  const bool is_archive = page->is_archive;
  from_page.settings.set_kind(is_archive ? v1::Feed::KIND_ARCHIVE_PAGE
                                         : v1::Feed::KIND_UNSPECIFIED);
  if (!is_archive) from_page.archive_uri.clear();
  ASSIGN_OR_RETURN(IntakeReport report, TakePrepared(call, from_page, material, *std::move(page)));
  report.is_archive = is_archive;
  return report;
}

absl::StatusOr<IntakeReport> Intake::TakeLines(const Call& call, const Delivery& delivery,
                                               const Material& material,
                                               std::vector<Parser::Line> lines,
                                               std::vector<EntryError> too_long) {
  ASSIGN_OR_RETURN(PreparedDocument read,
                   parser_.ReadLines(call, std::move(lines), ContextOf(delivery)));
  std::move(too_long.begin(), too_long.end(), std::back_inserter(read.document.errors));
  return TakePrepared(call, delivery, material, std::move(read));
}

absl::StatusOr<IntakeReport> Intake::TakeKept(const Call& call, const Delivery& delivery,
                                              const Material& material, const KeptReject& kept) {
  ASSIGN_OR_RETURN(const Preparation preparation, PreparationFor(call, delivery));
  ASSIGN_OR_RETURN(PreparedDocument document, parser_.ReadKept(call, kept, preparation));
  return TakePrepared(call, delivery, material, std::move(document));
}

absl::StatusOr<IntakeReport> Intake::TakeDocument(const Call& call, const Delivery& delivery,
                                                  const Material& material, Document document) {
  PipelineContext context = ContextOf(delivery);
  if (HasDoubtfulNames(document)) {
    ASSIGN_OR_RETURN(context.rules.filing.known_categories,
                     outlets_.storage.ListCategories(call, delivery.patience));
  }
  PreparedDocument prepared;
  ASSIGN_OR_RETURN(prepared.items,
                   parser_.PrepareAll(call, std::exchange(document.entries, {}), context));
  prepared.document = std::move(document);
  return TakePrepared(call, delivery, material, std::move(prepared));
}

absl::StatusOr<IntakeReport> Intake::TakePrepared(const Call& call, const Delivery& delivery,
                                                  const Material& material,
                                                  PreparedDocument prepared) {
  Document& document = prepared.document;
  IntakeReport report = ReportOf(document);
  RETURN_IF_ERROR(outlets_.storage.EnsureTree(call, document.categories, delivery.patience));
  DeliveryWriter writer(outlets_, call, delivery, material, report);
  for (PreparedDocument::Item& item : prepared.items) {
    RETURN_IF_ERROR(writer.Take(std::move(item)));
  }
  for (EntryError& error : document.errors) writer.TakeError(std::move(error));
  RETURN_IF_ERROR(writer.Flush());
  return report;
}

absl::Status Intake::Refuse(const Call& call, const Delivery& delivery, const Material& material,
                            v1::Reject::Step step, const absl::Status& reason, int64_t raw_size) {
  Rejected rejected = RejectedBytes(delivery, material, step, reason);
  rejected.raw = std::string(material.bytes);
  rejected.raw_size = raw_size;
  IntakeReport report;
  DeliveryWriter writer(outlets_, call, delivery, material, report);
  writer.Refuse(std::move(rejected));
  RETURN_IF_ERROR(writer.Flush());
  outlets_.articles.Add({{"origin", OriginKind(delivery.origin)}, {"outcome", "UNREADABLE"}})
      .Increment();
  const std::string& name = report.results[0].reject();
  const std::string code = Reason(reason).empty() ? "UNREADABLE" : Reason(reason);
  return WithReason(Annotate(reason, absl::StrCat("kept as ", name)), code, {{kRejectKey, name}});
}

absl::Status Intake::RefuseUnread(const Call& call, const Delivery& delivery,
                                  const Material& material, const absl::Status& reason) {
  const bool dry_run = delivery.rereading != nullptr && delivery.rereading->dry_run;
  // Those bytes are none of its own accord: all of the feed is read then.
  if (!IsOfTheBytes(reason) || dry_run || Reason(reason) == kWholeFeedNeeded) return reason;
  return Refuse(call, delivery, material, v1::Reject::STEP_PARSE, reason);
}

}  // namespace broadsheet::ingest
