// Fetches pages, takes in what they hold, and follows their links as far as it
// is asked to.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/ingest/v1/ingest_service.pb.h"
#include "common/rpc/call.h"
#include "ingest/crawl/page_fetcher.h"
#include "ingest/deliver/intake.h"
#include "ingest/fetch/http_client.h"
#include "ingest/keep/kept_fetches.h"
#include "ingest/parser/parser.h"
#include "ingest/quarantine/attempts.h"

namespace broadsheet::ingest {

struct CrawlRequest {
  std::string uri;
  Delivery delivery;
  // Fetch the pages behind "Continue reading" links, of new and changed entries
  // alone if that is said.
  bool fetch_full_text = false;
  bool only_new_full_text = false;
  // How many older pages to follow.
  int older_pages = 0;
  // Take the page for an archive page, whatever it looks like.
  bool expect_archive = false;
};

struct CrawlReport {
  IntakeReport intake;
  bool is_archive = false;
  int pages = 0;
};

// Thread-safe.
class PageCrawler {
 public:
  // All must outlive it.
  PageCrawler(PageFetcher& fetcher, Parser& parser, Intake& intake, Attempts& attempts,
              KeptFetches& kept)
      : fetcher_(fetcher), parser_(parser), intake_(intake), attempts_(attempts), kept_(kept) {}

  // The error of the first page is the crawl's; a later page that fails is a
  // reject alone, and so is one that is set aside. Stops early, with an error, when the
  // call is over. `attempt` is on what led to the first page, and then on each later one.
  absl::StatusOr<CrawlReport> Crawl(const Call& call, Attempt& attempt,
                                    const CrawlRequest& request);

  // The RPC. INVALID_ARGUMENT names the field.
  absl::StatusOr<v1::FetchPageResponse> FetchPage(const Call& call,
                                                  const v1::FetchPageRequest& request);

  // Takes in a feed document as it was fetched, and the pages behind its entries, or
  // its new ones, if its settings say so. Nothing for one that was not modified.
  // `attempt` is as in Crawl().
  absl::StatusOr<IntakeReport> TakeFeed(const Call& call, Attempt& attempt,
                                        const Delivery& delivery, const HttpResponse& http,
                                        bool only_new_full_text);

  // Fetches pages that a sitemap lists, and takes in those that are articles. Adds to
  // `*report`; else as Crawl().
  absl::Status TakeListed(const Call& call, Attempt& attempt, const Delivery& delivery,
                          const std::vector<FullText>& pages, IntakeReport* report);

  // Fetches a feed document when it is its host's turn, and takes it in like that.
  absl::StatusOr<IntakeReport> TakeFeedAt(const Call& call, Attempt& attempt,
                                          const Delivery& delivery, const std::string& uri);

  // Keeps that what is behind a link of a document could not be read, as a reject, unless
  // `reason` says that it is one already, and adds it to `*report`.
  absl::Status NoteUnread(const Call& call, const Delivery& delivery, const std::string& uri,
                          const absl::Status& reason, IntakeReport* report);

 private:
  // A page's whole body.
  absl::StatusOr<HttpResponse> Fetch(const Call& call, const Delivery& delivery,
                                     const std::string& uri);
  absl::StatusOr<IntakeReport> TakePage(const Call& call, const Delivery& delivery,
                                        const std::string& uri, PageKind kind);
  // The pages behind links, each an article by itself.
  absl::Status TakeFullTexts(const Call& call, Attempt& attempt, const Delivery& delivery,
                             const std::vector<FullText>& texts, CrawlReport* report);
  absl::Status TakeLaterPage(const Call& call, Attempt& attempt, const Delivery& delivery,
                             const std::string& uri, PageKind kind, CrawlReport* report,
                             IntakeReport* page);

  // What was fetched is kept before it is read, and what it came to is noted afterwards.
  absl::StatusOr<IntakeReport> KeepAndTake(const Call& call, const Delivery& delivery,
                                           const HttpResponse& http, Fetched::Kind kind);

  PageFetcher& fetcher_;
  Parser& parser_;
  Intake& intake_;
  Attempts& attempts_;
  KeptFetches& kept_;
};

}  // namespace broadsheet::ingest
