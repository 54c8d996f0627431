// TLS over a real channel: who is let in, and what the others are told.
#include "common/rpc/tls.h"

#include <filesystem>

#include "absl/strings/match.h"
#include "common/auth/callers.h"
#include "common/rpc_fixture.h"
#include "common/status.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace broadsheet {
namespace {

using absl::StatusCode;
using ::broadsheet::testing::CertificateAndKey;
using ::broadsheet::testing::CertificateAuthority;
using ::broadsheet::testing::IsError;
using ::broadsheet::testing::TemporaryDirectory;
using ::broadsheet::testing::WriteSecret;

constexpr char kAtHome[] = "DNS:storage,IP:127.0.0.1";

// Files of one process in a directory of the test's.
class TlsParty {
 public:
  explicit TlsParty(std::string directory) : directory_(std::move(directory)) {
    std::filesystem::create_directory(directory_);
  }

  TlsParty& Show(const CertificateAndKey& pair) {
    files_.certificate = {"--tls_certificate_file", directory_ + "/certificate.pem"};
    files_.key = {"--tls_key_file", directory_ + "/key.pem"};
    WriteSecret(files_.key.path, pair.key);
    WriteSecret(files_.certificate.path, pair.certificate);
    return *this;
  }
  TlsParty& Trust(const CertificateAuthority& ca) {
    files_.ca = {"--tls_ca_file", directory_ + "/ca.pem"};
    WriteSecret(files_.ca.path, ca.pem());
    return *this;
  }

  const TlsFiles& files() const { return files_; }

 private:
  const std::string directory_;
  TlsFiles files_;
};

struct PeersList {
  explicit PeersList(std::vector<std::string> allowed_peers)
      : callers(std::move(Callers::Make({"", false, std::move(allowed_peers)})).value()) {}

  std::unique_ptr<Callers> callers;
};

class TlsTest : private PeersList, public RpcTest {
 protected:
  explicit TlsTest(std::vector<std::string> allowed_peers = {})
      : PeersList(std::move(allowed_peers)),
        RpcTest(absl::Minutes(1), {}, PeersList::callers.get()) {
    service_.get_article = [](const Call& call, const GetArticleRequest&) {
      Article article;
      article.set_title(call.caller);
      return article;
    };
    home_.Show(ca_.Issue({"storage", kAtHome}));
  }

  void Serve() {
    server_ = *Server::Start({.listen = "127.0.0.1:0",
                              .services = {&service_},
                              .credentials = *OpenServerCredentials(home_.files())});
  }

  // What a call with these files is answered within a second.
  absl::StatusOr<Article> GetBy(const TlsFiles& files, const std::string& host = "127.0.0.1") {
    auto channel = OpenChannel(absl::StrCat(host, ":", server_->port()), "", files);
    if (!channel.ok()) return channel.status();
    Article article;
    const auto context = ContextFor(BackgroundCall("test", absl::Seconds(2)));
    const absl::Status status =
        FromGrpc(StorageService::NewStub(*channel)->GetArticle(context.get(), {}, &article));
    if (!status.ok()) return status;
    return article;
  }
  absl::StatusOr<Article> GetBy(const TlsParty& guest) { return GetBy(guest.files()); }

  // By the guest's files, within the seconds that new ones take to count.
  bool IsAnsweredSoon() {
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (!GetBy(guest_).ok()) {
      if (absl::Now() > deadline) return false;
      absl::SleepFor(absl::Milliseconds(100));
    }
    return true;
  }

  const TemporaryDirectory directory_;
  const CertificateAuthority ca_;
  const CertificateAuthority foreign_{{"Foreign CA"}};
  TlsParty home_{directory_.path() + "/home"};
  TlsParty guest_{directory_.path() + "/guest"};
};

TEST_F(TlsTest, ClientThatTrustsTheCaIsAnswered) {
  Serve();
  EXPECT_OK(GetBy(guest_.Trust(ca_)));
}

TEST_F(TlsTest, ServerOfAForeignCaIsNotCalled) {
  Serve();
  EXPECT_THAT(GetBy(guest_.Trust(foreign_)),
              IsError(StatusCode::kUnavailable, "certificate verify failed"));
}

TEST_F(TlsTest, ServerByAnotherNameIsNotCalled) {
  home_.Show(ca_.Issue({"storage", "DNS:storage,IP:127.0.0.2"}));
  Serve();
  EXPECT_THAT(GetBy(guest_.Trust(ca_)),
              IsError(StatusCode::kUnavailable, "Hostname Verification Check failed"));
}

TEST_F(TlsTest, PlaintextAndTlsDoNotMeet) {
  EXPECT_THAT(GetBy(guest_.Trust(ca_)), IsError(StatusCode::kUnavailable, "wrong version number"));
  Serve();
  EXPECT_THAT(GetBy(TlsFiles()), IsError(StatusCode::kUnavailable, "Socket closed"));
}

TEST_F(TlsTest, ServerThatAsksForCertificatesTakesThoseOfItsCa) {
  home_.Trust(ca_);
  Serve();
  guest_.Trust(ca_);
  EXPECT_THAT(GetBy(guest_), IsError(StatusCode::kUnavailable, ""));
  EXPECT_THAT(GetBy(guest_.Show(foreign_.Issue({"query"}))), IsError(StatusCode::kUnavailable, ""));
  EXPECT_OK(GetBy(guest_.Show(ca_.Issue({"query"}))));
}

TEST_F(TlsTest, CertificateThatEndedIsNotTaken) {
  home_.Trust(ca_);
  Serve();
  const CertificateAndKey soon =
      ca_.Issue({"query", "", absl::Now() - absl::Hours(1), absl::Now() + absl::Seconds(3)});
  guest_.Trust(ca_).Show(soon);
  EXPECT_OK(GetBy(guest_));
  auto channel = *OpenChannelCredentials(guest_.files());
  absl::SleepFor(absl::Seconds(3));
  EXPECT_THAT(GetBy(guest_), IsError(StatusCode::kFailedPrecondition, "has expired"));
  const auto stub = StorageService::NewStub(
      MakeChannel(absl::StrCat("127.0.0.1:", server_->port()), nullptr, channel));
  Article article;
  const auto context = ContextFor(BackgroundCall("test", absl::Seconds(2)));
  EXPECT_THAT(FromGrpc(stub->GetArticle(context.get(), {}, &article)),
              IsError(StatusCode::kUnavailable, ""));
}

TEST_F(TlsTest, CertificateThatReplacesAnotherIsShown) {
  Serve();
  guest_.Trust(foreign_);
  EXPECT_FALSE(GetBy(guest_).ok());
  home_.Show(foreign_.Issue({"storage", kAtHome}));
  EXPECT_TRUE(IsAnsweredSoon());
}

TEST_F(TlsTest, KeyThatComesBeforeItsCertificateWaitsForIt) {
  Serve();
  guest_.Trust(ca_);
  const CertificateAndKey next = ca_.Issue({"storage", kAtHome});
  WriteSecret(home_.files().key.path, next.key);
  absl::SleepFor(absl::Seconds(3));
  WriteSecret(home_.files().certificate.path, next.certificate);
  EXPECT_TRUE(IsAnsweredSoon());
}

TEST_F(TlsTest, ServerTakesTheClientsOfAnotherCaThatComes) {
  home_.Trust(ca_);
  Serve();
  guest_.Trust(ca_).Show(foreign_.Issue({"query"}));
  EXPECT_FALSE(GetBy(guest_).ok());
  home_.Trust(foreign_);
  EXPECT_TRUE(IsAnsweredSoon());
}

TEST_F(TlsTest, CaAloneMakesNoServer) {
  TlsParty none(directory_.path() + "/none");
  EXPECT_THAT(OpenServerCredentials(none.Trust(ca_).files()),
              IsError(StatusCode::kInvalidArgument, " takes "));
}

TEST_F(TlsTest, ExpiryIsShownToPrometheus) {
  Metrics metrics;
  EXPECT_EQ(ShowCertificateExpiry({}, metrics), nullptr);
  home_.Show(ca_.Issue(
      {"storage", "", absl::Now() - absl::Hours(1), absl::FromUnixSeconds(2'000'000'000)}));
  const auto hook = ShowCertificateExpiry(home_.files(), metrics);
  const auto shown = [&](const char* value) {
    return absl::StrContains(
        metrics.Scrape(),
        absl::StrCat("\nbroadsheet_tls_certificate_expiry_timestamp_seconds ", value, "\n"));
  };
  EXPECT_TRUE(shown("2000000000")) << metrics.Scrape();
  WriteSecret(home_.files().certificate.path, "nonsense");
  EXPECT_TRUE(shown("0"));
}

class TlsPeersTest : public TlsTest {
 protected:
  TlsPeersTest() : TlsTest({"query", "spiffe://news/ingest"}) {
    home_.Trust(ca_);
    guest_.Trust(ca_);
    Serve();
  }

  absl::StatusOr<Article> GetAs(const testing::CertificateOptions& options) {
    return GetBy(guest_.Show(ca_.Issue(options)));
  }
};

TEST_F(TlsPeersTest, PeerIsKnownByItsNames) {
  ASSERT_OK_AND_ASSIGN(const Article article, GetAs({"", "DNS:query.news.svc,DNS:query"}));
  EXPECT_EQ(article.title(), "query");
  EXPECT_OK(GetAs({"somebody", "URI:spiffe://news/ingest"}));
  EXPECT_OK(GetAs({"query"}));
}

TEST_F(TlsPeersTest, PeerThatIsNotAllowedIsTold) {
  const absl::Status refused = GetAs({"", "DNS:web,URI:spiffe://news/web"}).status();
  EXPECT_THAT(refused, IsError(StatusCode::kPermissionDenied, "web, spiffe://news/web"));
  EXPECT_EQ(Reason(refused), "PEER_NOT_ALLOWED");
  // A common name counts only where there is nothing else.
  EXPECT_EQ(Reason(GetAs({"query", "DNS:web"}).status()), "PEER_NOT_ALLOWED");
  EXPECT_EQ(Reason(GetAs({"", "email:query"}).status()), "PEER_NOT_ALLOWED");
}

TEST_F(TlsPeersTest, NamesAreComparedWhole) {
  EXPECT_EQ(Reason(GetAs({"", "DNS:query.example"}).status()), "PEER_NOT_ALLOWED");
  EXPECT_EQ(Reason(GetAs({"", "DNS:*"}).status()), "PEER_NOT_ALLOWED");
}

}  // namespace
}  // namespace broadsheet
