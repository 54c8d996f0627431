#include "ingest/crawl/page_crawler.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/status.h"
#include "ingest/pages/offered_feeds.h"
#include "ingest/prepare/material.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

constexpr int kMaxOlderPages = 10'000;
constexpr int kMaxAnswered = 500;

Material MaterialOf(const HttpResponse& http) {
  return {http.body, http.content_type, http.final_uri, http.link_header};
}

Fetched::Kind KindOf(PageKind kind) {
  return kind == PageKind::kArchive ? Fetched::Kind::kArchivePage : Fetched::Kind::kPage;
}

Fetched FetchedOf(const Delivery& delivery, const HttpResponse& http, Fetched::Kind kind) {
  Fetched fetched;
  fetched.origin = delivery.origin;
  fetched.uri = http.final_uri;
  fetched.content_type = http.content_type;
  fetched.kind = kind;
  fetched.body = http.body;
  if (http.oversized) {
    fetched.raw_size = http.bytes_read;
    fetched.sha256 = http.sha256;
  }
  fetched.settings = delivery.settings;
  fetched.entry_uri = delivery.entry_uri;
  fetched.archive_uri = delivery.archive_uri;
  return fetched;
}

// What an article's own page says is said by the page, whoever led to it.
Delivery PageDelivery(const Delivery& delivery, const FullText& text) {
  Delivery page = delivery;
  page.entry_uri = text.canonical_uri;
  page.origin = kPagesOrigin;
  page.observe_time = absl::Now();
  // Should it be one: what an archive says must not replace what its articles' pages say.
  page.archive_uri = text.uri;
  page.settings.clear_category_map();
  return page;
}

absl::Status NotAFeed(const HttpResponse& http) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(http.final_uri, " is an HTML page, no feed")),
      "NOT_A_FEED", {{"uri", http.final_uri}});
}

// `status`, which has a reason, with the feeds that the page behind it names.
absl::Status WithOffer(const absl::Status& status, const HttpResponse& http,
                       const absl::StatusOr<FeedOffer>& offer) {
  if (!offer.ok() || offer->uris.empty()) return status;
  return WithReason(status, Reason(status),
                    {{"uri", http.final_uri},
                     {"http_status", absl::StrCat(http.status)},
                     {"offered_feeds", absl::StrJoin(offer->uris, " ")}});
}

absl::Status CheckRequest(const v1::FetchPageRequest& request) {
  RETURN_IF_ERROR(CheckWebUri(request.uri(), "uri"));
  RETURN_IF_ERROR(CheckCategories(request.default_categories(), "default_categories"));
  if (request.older_pages() < 0 || request.older_pages() > kMaxOlderPages) {
    return InvalidField("older_pages", absl::StrCat(request.older_pages(), " is not between 0 and ",
                                                    kMaxOlderPages));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CrawlReport> PageCrawler::Crawl(const Call& call, Attempt& attempt,
                                               const CrawlRequest& request) {
  CrawlReport report;
  const PageKind kind = request.expect_archive ? PageKind::kArchive : PageKind::kAny;
  ASSIGN_OR_RETURN(report.intake, TakePage(call, request.delivery, request.uri, kind));
  report.pages = 1;
  report.is_archive = report.intake.is_archive;
  std::string older_uri = report.intake.older_uri;
  std::set<std::string> seen = {request.uri};
  for (int i = 0; i < request.older_pages && !older_uri.empty(); ++i) {
    if (!seen.insert(older_uri).second) break;
    IntakeReport page;
    RETURN_IF_ERROR(TakeLaterPage(call, attempt, request.delivery, older_uri, PageKind::kArchive,
                                  &report, &page));
    older_uri = page.older_uri;
  }
  if (request.fetch_full_text && report.is_archive) {
    const std::vector<FullText> texts =
        request.only_new_full_text ? report.intake.new_full_texts : report.intake.full_texts;
    RETURN_IF_ERROR(TakeFullTexts(call, attempt, request.delivery, texts, &report));
  }
  return report;
}

absl::StatusOr<v1::FetchPageResponse> PageCrawler::FetchPage(const Call& call,
                                                             const v1::FetchPageRequest& request) {
  RETURN_IF_ERROR(CheckRequest(request));
  CrawlRequest crawl;
  crawl.uri = request.uri();
  crawl.delivery.origin = kPagesOrigin;
  crawl.delivery.observe_time = absl::Now();
  crawl.delivery.archive_uri = request.uri();
  *crawl.delivery.settings.mutable_default_categories() = request.default_categories();
  crawl.fetch_full_text = request.fetch_full_text();
  crawl.older_pages = request.older_pages();
  ASSIGN_OR_RETURN(Attempt attempt,
                   attempts_.Begin(call.deadline, request.uri(), request.even_if_set_aside()));
  ASSIGN_OR_RETURN(CrawlReport report, Crawl(call, attempt, crawl));
  v1::FetchPageResponse response;
  response.set_page_kind(report.is_archive ? v1::FetchPageResponse::PAGE_KIND_ARCHIVE
                                           : v1::FetchPageResponse::PAGE_KIND_ARTICLE);
  response.set_pages(report.pages);
  *response.mutable_counts() = report.intake.counts;
  for (v1::PushResult& result : report.intake.results) {
    if (response.results_size() == kMaxAnswered) break;
    *response.add_results() = std::move(result);
  }
  if (report.intake.read_after) *response.mutable_read_after() = *report.intake.read_after;
  return response;
}

absl::StatusOr<IntakeReport> PageCrawler::TakeFeed(const Call& call, Attempt& attempt,
                                                   const Delivery& delivery,
                                                   const HttpResponse& http,
                                                   bool only_new_full_text) {
  if (const absl::Status status = CheckHttpResponse(http); !status.ok()) {
    // A page that says "not found" is no feed that went wrong.
    if (!http.oversized) {
      return WithOffer(status, http, parser_.FindOfferedFeeds(call, MaterialOf(http)));
    }
    RETURN_IF_ERROR(
        kept_.Keep(call.deadline, FetchedOf(delivery, http, Fetched::Kind::kFeed)).status());
    return intake_.Refuse(call, delivery, MaterialOf(http), v1::Reject::STEP_FETCH, status,
                          http.bytes_read);
  }
  if (http.not_modified()) return IntakeReport();
  if (LooksLikePage(http.body)) {
    const absl::StatusOr<FeedOffer> offer = parser_.FindOfferedFeeds(call, MaterialOf(http));
    if (!offer.ok() || !offer->is_feed) return WithOffer(NotAFeed(http), http, offer);
  }
  CrawlReport report;
  const Fetched::Kind kind =
      delivery.some_entries ? Fetched::Kind::kNotification : Fetched::Kind::kFeed;
  ASSIGN_OR_RETURN(report.intake, KeepAndTake(call, delivery, http, kind));
  if (delivery.settings.fetch_full_text()) {
    const std::vector<FullText> texts =
        only_new_full_text ? report.intake.new_full_texts : report.intake.full_texts;
    RETURN_IF_ERROR(TakeFullTexts(call, attempt, delivery, texts, &report));
  }
  return std::move(report.intake);
}

absl::Status PageCrawler::TakeListed(const Call& call, Attempt& attempt, const Delivery& delivery,
                                     const std::vector<FullText>& pages, IntakeReport* report) {
  Delivery articles = delivery;
  articles.articles_only = true;
  CrawlReport crawl;
  RETURN_IF_ERROR(TakeFullTexts(call, attempt, articles, pages, &crawl));
  report->Add(std::move(crawl.intake));
  return absl::OkStatus();
}

absl::StatusOr<IntakeReport> PageCrawler::TakeFeedAt(const Call& call, Attempt& attempt,
                                                     const Delivery& delivery,
                                                     const std::string& uri) {
  HttpRequest request;
  request.uri = uri;
  request.deadline = call.deadline;
  ASSIGN_OR_RETURN(const HttpResponse http, fetcher_.GetInTurn(request));
  return TakeFeed(call, attempt, delivery, http, /*only_new_full_text=*/false);
}

absl::StatusOr<HttpResponse> PageCrawler::Fetch(const Call& call, const Delivery& delivery,
                                                const std::string& uri) {
  HttpRequest request;
  request.uri = uri;
  request.deadline = call.deadline;
  ASSIGN_OR_RETURN(HttpResponse http, fetcher_.Get(request));
  const absl::Status status = CheckHttpResponse(http);
  if (http.oversized) {
    return intake_.Refuse(call, delivery, MaterialOf(http), v1::Reject::STEP_FETCH, status,
                          http.bytes_read);
  }
  RETURN_IF_ERROR(status);
  return http;
}

absl::StatusOr<IntakeReport> PageCrawler::TakePage(const Call& call, const Delivery& delivery,
                                                   const std::string& uri, PageKind kind) {
  ASSIGN_OR_RETURN(const HttpResponse http, Fetch(call, delivery, uri));
  return KeepAndTake(call, delivery, http, KindOf(kind));
}

absl::StatusOr<IntakeReport> PageCrawler::KeepAndTake(const Call& call, const Delivery& delivery,
                                                      const HttpResponse& http,
                                                      Fetched::Kind kind) {
  ASSIGN_OR_RETURN(const std::string id,
                   kept_.Keep(call.deadline, FetchedOf(delivery, http, kind)));
  const Material material = MaterialOf(http);
  absl::StatusOr<IntakeReport> report =
      kind == Fetched::Kind::kFeed || kind == Fetched::Kind::kNotification
          ? intake_.TakeFeed(call, delivery, material)
          : intake_.TakePage(
                call, delivery, material,
                kind == Fetched::Kind::kArchivePage ? PageKind::kArchive : PageKind::kAny);
  if (!report.ok()) return report;
  RETURN_IF_ERROR(
      kept_.NoteEntries(call.deadline, id, delivery.origin, report->entries, report->suppressed));
  return report;
}

absl::Status PageCrawler::TakeLaterPage(const Call& call, Attempt& attempt,
                                        const Delivery& delivery, const std::string& uri,
                                        PageKind kind, CrawlReport* report, IntakeReport* page) {
  if (call.over() || call.time_left() <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError(absl::StrCat("stopped before ", uri, ", the page after ",
                                                    report->pages, "; what those held is written"));
  }
  ++report->pages;
  absl::Status status = attempt.MoveTo(call.deadline, uri);
  // Nothing can be written now: there is no point in going on.
  if (!status.ok() && Reason(status) != kSetAside) return status;
  const absl::StatusOr<HttpResponse> http =
      status.ok() ? Fetch(call, delivery, uri) : absl::StatusOr<HttpResponse>(status);
  status = http.status();
  if (http.ok()) {
    absl::StatusOr<IntakeReport> taken = KeepAndTake(call, delivery, *http, KindOf(kind));
    if (taken.ok()) {
      *page = *taken;
      report->intake.Add(*std::move(taken));
      return absl::OkStatus();
    }
    status = taken.status();
    if (KeptAs(status).empty()) return status;
  }
  return NoteUnread(call, delivery, uri, status, &report->intake);
}

absl::Status PageCrawler::NoteUnread(const Call& call, const Delivery& delivery,
                                     const std::string& uri, const absl::Status& reason,
                                     IntakeReport* report) {
  absl::Status status = reason;
  if (KeptAs(status).empty()) {
    status = intake_.Refuse(call, delivery, {.uri = uri}, v1::Reject::STEP_FETCH, status);
  }
  // Quarantine is away: nobody would know.
  if (KeptAs(status).empty()) return status;
  v1::PushResult& result = report->results.emplace_back();
  result.mutable_error()->ParseFromString(ToRpcStatusBytes(status));
  result.set_reject(KeptAs(status));
  report->counts.set_rejected(report->counts.rejected() + 1);
  return absl::OkStatus();
}

absl::Status PageCrawler::TakeFullTexts(const Call& call, Attempt& attempt,
                                        const Delivery& delivery,
                                        const std::vector<FullText>& texts, CrawlReport* report) {
  std::set<std::string> seen;
  for (const FullText& text : texts) {
    if (!seen.insert(text.uri).second) continue;
    IntakeReport page;
    RETURN_IF_ERROR(TakeLaterPage(call, attempt, PageDelivery(delivery, text), text.uri,
                                  PageKind::kAny, report, &page));
  }
  return absl::OkStatus();
}

}  // namespace broadsheet::ingest
