#include "ingest/deliver/intake.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/sha256.h"
#include "common/status.h"
#include "common/uuid.h"
#include "ingest/deliver/counts.h"
#include "ingest/deliver/rejected_entry.h"
#include "ingest/deliver/sitemap_share.h"
#include "ingest/formats/overlooked.h"
#include "ingest/keep/entry_keys.h"
#include "ingest/pages/page_parser.h"
#include "ingest/prepare/pipeline.h"
#include "ingest/prepare/request_fields.h"
#include "ingest/text/canonical_uri.h"

namespace broadsheet::ingest {
namespace {

using article::v1::MoreLink;
using article::v1::WriteOutcome;
using article::v1::WriteOutcome_Name;

// What storage takes in one batch, less room for the batch's own fields.
constexpr int kMaxBatchWrites = 500;
constexpr size_t kMaxBatchBytes = (4 << 20) - (64 << 10);

constexpr char kRejectKey[] = "reject";
constexpr char kArticlesPrefix[] = "articles/";
constexpr size_t kOriginDigestBytes = 8;

// Rejects must be kept even where the call's time is up.
constexpr absl::Duration kKeepTimeout = absl::Seconds(10);

// What an archive page says replaces what the same archive said before, and no
// more than that.
std::string WriteOrigin(const Delivery& delivery) {
  if (delivery.archive_uri.empty()) return delivery.origin;
  const std::string digest = Sha256(delivery.archive_uri).substr(0, kOriginDigestBytes);
  return absl::StrCat(delivery.origin, "/", absl::BytesToHexString(digest));
}

// Storage's id for the batch of the delivery that begins with its `first` entry.
std::string WriteRequestId(const Delivery& delivery, int first) {
  if (delivery.request_id.empty()) return NewUuid(absl::Now());
  const std::string& origin = delivery.origin;
  return absl::BytesToHexString(
      Sha256(absl::StrCat(origin.size(), ":", origin, first, ":", delivery.request_id)));
}

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

void SetError(const absl::Status& status, v1::PushResult* result) {
  result->mutable_error()->ParseFromString(ToRpcStatusBytes(status));
}

// Where the rest of an entry is to be had, if it has been cut.
std::string FullTextUri(const article::v1::Article& article) {
  return article.more().kind() == MoreLink::KIND_CONTINUE_READING ? article.more().uri() : "";
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
  report.defect = std::move(document.defect);
  report.counts.set_skipped(document.left_out);
  report.counts.mutable_skipped_kinds()->insert(document.left_out_kinds.begin(),
                                                document.left_out_kinds.end());
  report.counts.set_comments(document.comments);
  return report;
}

// Whether an entry that is read again is to be written.
absl::StatusOr<bool> Reread(Rereading& rereading, absl::StatusOr<PreparedEntry>* prepared) {
  if (!prepared->ok()) {
    if (rereading.dry_run) ++rereading.refused;
    return !rereading.dry_run;
  }
  storage::v1::ArticleWrite& write = (*prepared)->write;
  ASSIGN_OR_RETURN(const bool wanted, rereading.wants(write.article()));
  if (!wanted) return false;
  // It says what it said before, and yet something else is made of it.
  write.set_observation_digest(
      Sha256(absl::StrCat("read again", write.article().SerializeAsString())));
  if (!rereading.dry_run) return true;
  rereading.writes.push_back(std::move(write));
  return false;
}

}  // namespace

std::string KeptAs(const absl::Status& status) { return ReasonMetadata(status, kRejectKey); }

void IntakeReport::Add(IntakeReport other) {
  std::move(other.results.begin(), other.results.end(), std::back_inserter(results));
  AddCounts(other.counts, &counts);
  if (other.read_after) read_after = std::move(other.read_after);
  std::move(other.full_texts.begin(), other.full_texts.end(), std::back_inserter(full_texts));
  std::move(other.new_full_texts.begin(), other.new_full_texts.end(),
            std::back_inserter(new_full_texts));
}

// What is on its way to storage or quarantine. Indices are of the report's
// results.
struct Intake::Batch {
  storage::v1::BatchWriteArticlesRequest request;
  size_t bytes = 0;
  std::vector<int> write_results;
  // Of the entries behind the writes, should storage refuse them.
  std::vector<Entry> remains;
  std::map<std::string, std::string> category_titles;

  std::vector<Rejected> refused;
  std::vector<int> refused_results;

  void Refuse(Rejected rejected, int result) {
    refused.push_back(std::move(rejected));
    refused_results.push_back(result);
  }

  bool HasRoomFor(size_t write_bytes) const {
    return request.writes_size() < kMaxBatchWrites && bytes + write_bytes <= kMaxBatchBytes;
  }

  void Add(PreparedEntry prepared, size_t write_bytes, Entry entry, int result) {
    for (const article::v1::Category& category : prepared.categories) {
      category_titles.emplace(category.name(), category.title());
    }
    bytes += write_bytes;
    *request.add_writes() = std::move(prepared.write);
    remains.push_back(std::move(entry));
    write_results.push_back(result);
  }
};

Intake::Intake(Parser& parser, StorageClient& storage, Quarantine& quarantine, Metrics& metrics)
    : parser_(parser),
      storage_(storage),
      quarantine_(quarantine),
      articles_(prometheus::BuildCounter()
                    .Name("broadsheet_ingest_articles_total")
                    .Help("Articles by the kind of their origin and what they came to")
                    .Register(metrics.registry())) {}

// Categories are asked for each time: an entry filed wrongly is not filed anew until it changes.
absl::StatusOr<Preparation> Intake::PreparationFor(const Call& call, const Delivery& delivery) {
  Preparation preparation;
  preparation.context = ContextOf(delivery);
  ASSIGN_OR_RETURN(preparation.context.rules.filing.known_categories,
                   storage_.ListCategories(call, delivery.patience));
  return preparation;
}

absl::StatusOr<IntakeReport> Intake::TakeFeed(const Call& call, const Delivery& delivery,
                                              const Material& material) {
  Material read = material;
  if (!CheckWebUri(material.uri, "uri").ok()) read.uri.clear();  // a file's name
  ASSIGN_OR_RETURN(Preparation preparation, PreparationFor(call, delivery));
  preparation.feed = delivery.settings;
  preparation.memory = delivery.memory;
  absl::StatusOr<PreparedDocument> document = parser_.ReadFeed(call, read, preparation);
  if (!document.ok()) return RefuseUnread(call, delivery, material, document.status());
  if (document->document.is_sitemap)
    return TakeSitemap(call, delivery, material, *std::move(document));
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

void Intake::NoteOverlooked(const Delivery& delivery, const absl::Status& what,
                            IntakeReport* report) {
  if (report->counts.overlooked() == 0) report->overlooked_example = std::string(what.message());
  report->counts.set_overlooked(report->counts.overlooked() + 1);
  articles_.Add({{"origin", OriginKind(delivery.origin)}, {"outcome", "OVERLOOKED"}}).Increment();
}

absl::StatusOr<IntakeReport> Intake::TakeDocument(const Call& call, const Delivery& delivery,
                                                  const Material& material, Document document) {
  PipelineContext context = ContextOf(delivery);
  if (HasDoubtfulNames(document)) {
    ASSIGN_OR_RETURN(context.rules.filing.known_categories,
                     storage_.ListCategories(call, delivery.patience));
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
  RETURN_IF_ERROR(storage_.EnsureTree(call, document.categories, delivery.patience));
  Batch batch;
  for (PreparedDocument::Item& item : prepared.items) {
    RETURN_IF_ERROR(TakeItem(call, delivery, material, std::move(item), &batch, &report));
  }
  for (EntryError& error : document.errors) {
    TakeError(delivery, material, std::move(error), &batch, &report);
  }
  RETURN_IF_ERROR(Flush(call, delivery, material, &batch, &report));
  return report;
}

absl::Status Intake::TakeItem(const Call& call, const Delivery& delivery, const Material& material,
                              PreparedDocument::Item item, Batch* batch, IntakeReport* report) {
  // Whether a page is an archive turned out when it was read.
  if (item.prepared.ok()) item.prepared->write.set_origin(WriteOrigin(delivery));
  if (delivery.rereading != nullptr) {
    ASSIGN_OR_RETURN(const bool taken, Reread(*delivery.rereading, &item.prepared));
    if (!taken) return absl::OkStatus();
  }
  const int result = static_cast<int>(report->results.size());
  report->results.emplace_back();
  if (!item.prepared.ok()) {
    const absl::Status& reason = item.prepared.status();
    batch->Refuse(RejectedEntry(delivery, material, nullptr, FailedStep(reason), reason,
                                std::move(item.remains)),
                  result);
    return absl::OkStatus();
  }
  // The time varies in size. A delivery that comes again is to be cut alike.
  const storage::v1::ArticleWrite& write = item.prepared->write;
  const size_t bytes = write.ByteSizeLong() - write.observe_time().ByteSizeLong();
  if (!batch->HasRoomFor(bytes)) RETURN_IF_ERROR(Flush(call, delivery, material, batch, report));
  batch->Add(*std::move(item.prepared), bytes, std::move(item.remains), result);
  return absl::OkStatus();
}

void Intake::TakeError(const Delivery& delivery, const Material& material, EntryError error,
                       Batch* batch, IntakeReport* report) {
  if (IsOverlooked(error)) return NoteOverlooked(delivery, error.status, report);
  if (delivery.rereading != nullptr && delivery.rereading->dry_run) {
    ++delivery.rereading->refused;
    return;
  }
  Rejected rejected = RejectedBytes(delivery, material, v1::Reject::STEP_PARSE, error.status);
  rejected.entry = std::move(error.id);
  rejected.raw = std::move(error.raw);
  rejected.source.set_title(report->title);
  rejected.source.set_site_uri(report->site_uri);
  rejected.keys = EntryKeys(report->site_uri, rejected.entry);
  rejected.keys.push_back(SiteKey(report->site_uri));
  batch->Refuse(std::move(rejected), static_cast<int>(report->results.size()));
  report->results.emplace_back();
}

absl::Status Intake::Refuse(const Call& call, const Delivery& delivery, const Material& material,
                            v1::Reject::Step step, const absl::Status& reason, int64_t raw_size) {
  Batch batch;
  Rejected rejected = RejectedBytes(delivery, material, step, reason);
  rejected.raw = std::string(material.bytes);
  rejected.raw_size = raw_size;
  batch.Refuse(std::move(rejected), 0);
  IntakeReport report;
  report.results.emplace_back();
  RETURN_IF_ERROR(KeepRefused(&batch, &report));
  articles_.Add({{"origin", OriginKind(delivery.origin)}, {"outcome", "UNREADABLE"}}).Increment();
  const std::string& name = report.results[0].reject();
  const std::string code = Reason(reason).empty() ? "UNREADABLE" : Reason(reason);
  return WithReason(Annotate(reason, absl::StrCat("kept as ", name)), code, {{kRejectKey, name}});
}

absl::Status Intake::RefuseUnread(const Call& call, const Delivery& delivery,
                                  const Material& material, const absl::Status& reason) {
  const bool dry_run = delivery.rereading != nullptr && delivery.rereading->dry_run;
  if (!IsOfTheBytes(reason) || dry_run) return reason;
  return Refuse(call, delivery, material, v1::Reject::STEP_PARSE, reason);
}

// Writes the batch, keeps what was refused, and empties it. What was refused is
// kept even where storage is away.
absl::Status Intake::Flush(const Call& call, const Delivery& delivery, const Material& material,
                           Batch* batch, IntakeReport* report) {
  const absl::Status written = Write(call, delivery, material, batch, report);
  RETURN_IF_ERROR(KeepRefused(batch, report));
  *batch = Batch();
  return written;
}

absl::Status Intake::Write(const Call& call, const Delivery& delivery, const Material& material,
                           Batch* batch, IntakeReport* report) {
  if (batch->remains.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(storage_.EnsureCategories(call, batch->category_titles, delivery.patience));
  batch->request.set_request_id(WriteRequestId(delivery, batch->write_results[0]));
  ASSIGN_OR_RETURN(storage::v1::BatchWriteArticlesResponse response,
                   storage_.Write(call, batch->request, delivery.patience));
  const std::string origin = OriginKind(delivery.origin);
  for (int i = 0; i < response.results_size(); ++i) {
    storage::v1::WriteResult& written = *response.mutable_results(i);
    const article::v1::Article& article = batch->request.writes(i).article();
    if (written.has_error()) {
      const absl::Status reason = FromRpcStatusBytes(written.error().SerializeAsString());
      batch->Refuse(RejectedEntry(delivery, material, &article, v1::Reject::STEP_WRITE, reason,
                                  std::move(batch->remains[i])),
                    batch->write_results[i]);
      continue;
    }
    v1::PushResult& result = report->results[batch->write_results[i]];
    result.set_outcome(written.outcome());
    result.set_name(std::move(*written.mutable_name()));
    result.set_revision(written.revision());
    Count(written.outcome(), &report->counts);
    articles_.Add({{"origin", origin}, {"outcome", WriteOutcome_Name(written.outcome())}})
        .Increment();
    NoteEntry(article, written.outcome(), batch->write_results[i], report);
    const FullText full_text{FullTextUri(article), article.canonical_uri()};
    if (full_text.uri.empty()) continue;
    report->full_texts.push_back(full_text);
    if (written.outcome() == WriteOutcome::WRITE_OUTCOME_CREATED ||
        written.outcome() == WriteOutcome::WRITE_OUTCOME_REVISED) {
      report->new_full_texts.push_back(full_text);
    }
  }
  if (response.has_read_after()) report->read_after = std::move(*response.mutable_read_after());
  return absl::OkStatus();
}

void Intake::NoteEntry(const article::v1::Article& article, WriteOutcome outcome, int result,
                       IntakeReport* report) {
  const absl::string_view name = report->results[result].name();
  const std::string id(absl::StripPrefix(name, kArticlesPrefix));
  if (outcome == WriteOutcome::WRITE_OUTCOME_SUPPRESSED) report->suppressed.push_back(id);
  report->entries.push_back({EntryKeys(article), id});
  report->titles.resize(report->results.size());
  report->titles[result] = article.title();
}

absl::Status Intake::KeepRefused(Batch* batch, IntakeReport* report) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names,
                   quarantine_.Keep(absl::Now() + kKeepTimeout, batch->refused));
  for (size_t i = 0; i < names.size(); ++i) {
    v1::PushResult& result = report->results[batch->refused_results[i]];
    SetError(batch->refused[i].reason, &result);
    result.set_reject(names[i]);
    Count(WriteOutcome::WRITE_OUTCOME_UNSPECIFIED, &report->counts);
    articles_.Add({{"origin", OriginKind(batch->refused[i].origin)}, {"outcome", "REJECTED"}})
        .Increment();
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
