#include "common/http/server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <thread>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/barrier.h"
#include "common/file_descriptors.h"
#include "common/http/address.h"
#include "common/http/connection.h"
#include "common/log.h"
#include "common/status.h"

namespace broadsheet::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// For what a process opens beside its clients' connections.
constexpr int kOtherDescriptors = 128;
constexpr absl::Duration kPause = absl::Milliseconds(100);
constexpr absl::Duration kLogPause = absl::Minutes(1);
constexpr char kTooMany[] =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

Limits WithinDescriptors(Limits limits) {
  const int wanted = limits.max_connections;
  const int most = CountFileDescriptors().limit - kOtherDescriptors;
  limits.max_connections = std::clamp(most, 1, wanted);
  if (limits.max_connections < wanted) {
    Log(Severity::kWarning, "fewer connections than wanted, for want of file descriptors",
        {{"max_connections", limits.max_connections}, {"wanted", wanted}});
  }
  return limits;
}

// Whether a coroutine ended by the exception `failure`, which ends here.
bool WasStopped(std::string_view what, const std::exception_ptr& failure) {
  if (failure == nullptr) return false;
  return !StopExceptions(what, [&]() -> absl::Status { std::rethrow_exception(failure); }).ok();
}

absl::Status Bind(const std::string& listen, tcp::acceptor* acceptor) {
  ASSIGN_OR_RETURN(const Address address, ParseAddress(listen));
  error_code error;
  tcp::resolver resolver(acceptor->get_executor());
  const auto found =
      resolver.resolve(address.host, absl::StrCat(address.port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  for (const auto& entry : found) {
    const tcp::endpoint endpoint = entry.endpoint();
    acceptor->close(error);
    acceptor->open(endpoint.protocol(), error);
    if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && endpoint.address().is_v6()) acceptor->set_option(asio::ip::v6_only(false), error);
    if (!error) acceptor->bind(endpoint, error);
    if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
    if (!error) return absl::OkStatus();
  }
  return absl::UnavailableError(
      absl::StrCat("can't listen on ", listen, ": the address is taken or not ours"));
}

}  // namespace

// Members are destroyed from the last to the first: handlers end before the coroutines
// whose requests they hold.
class Server::Loop {
 public:
  Loop(const Options& options, Handler& handler, Metrics& metrics)
      : limits_(WithinDescriptors(options.limits)),
        metrics_(options.name, metrics),
        bodies_(static_cast<size_t>(limits_.max_kept_bytes)),
        table_(limits_.max_connections, limits_.max_connections_per_peer),
        executor_(std::make_unique<Executor>(limits_.threads, limits_.max_queued_requests)),
        context_{limits_, handler, *executor_, metrics_, bodies_, io_},
        acceptor_(io_),
        scrape_(metrics.OnScrape(
            [this] { metrics_.SetRequests(executor_->running(), executor_->queued()); })) {}

  absl::Status Start(const std::string& listen) {
    RETURN_IF_ERROR(Bind(listen, &acceptor_));
    port_ = acceptor_.local_endpoint().port();
    KeepAccepting();
    thread_ = StartThread(
        "HTTP", [this] { io_.run(); }, kPause);
    return absl::OkStatus();
  }

  ~Loop() {
    scrape_.reset();
    io_.stop();
    if (thread_.joinable()) thread_.join();
    executor_.reset();
  }

  void Shutdown(absl::Duration timeout) {
    asio::post(io_, [this] {
      error_code error;
      context_.is_draining = true;
      acceptor_.close(error);
      while (table_.EvictOldest()) {
      }
      NoteConnections();
    });
    drained_.WaitForNotificationWithTimeout(timeout);
  }

  int port() const { return port_; }

 private:
  void KeepAccepting();
  asio::awaitable<void> Accept();
  void Admit(tcp::socket socket);
  asio::awaitable<void> Serve(tcp::socket socket, std::unique_ptr<ConnectionTable::Seat> seat);
  void AcceptFailed(const error_code& error);
  void NoteConnections();

  const Limits limits_;
  ServerMetrics metrics_;
  BodyMemory bodies_;
  ConnectionTable table_;
  asio::io_context io_{1};
  std::unique_ptr<Executor> executor_;
  ConnectionContext context_;
  tcp::acceptor acceptor_;
  int port_ = 0;
  std::unique_ptr<Metrics::Hook> scrape_;
  absl::Time next_log_ = absl::InfinitePast();
  absl::Notification drained_;
  std::thread thread_;
};

void Server::Loop::KeepAccepting() {
  asio::co_spawn(io_, Accept(), [this](const std::exception_ptr& failure) {
    if (WasStopped("taking HTTP connections", failure)) KeepAccepting();
  });
}

asio::awaitable<void> Server::Loop::Accept() {
  asio::steady_timer pause(io_);
  while (acceptor_.is_open()) {
    error_code error;
    tcp::socket socket =
        co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      Admit(std::move(socket));
    } else if (acceptor_.is_open()) {
      AcceptFailed(error);
      pause.expires_after(absl::ToChronoNanoseconds(kPause));
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      // For want of descriptors accept() also fails where nobody asks to connect.
      co_await acceptor_.async_wait(tcp::acceptor::wait_read,
                                    asio::redirect_error(asio::use_awaitable, error));
      if (!error) table_.EvictOldest();
    }
  }
}

void Server::Loop::AcceptFailed(const error_code& error) {
  metrics_.AcceptFailed();
  if (absl::Now() < next_log_) return;
  next_log_ = absl::Now() + kLogPause;
  Log(Severity::kError, "connections can't be taken",
      {{"error", error.message()}, {"connections", table_.size()}});
}

void Server::Loop::Admit(tcp::socket socket) {
  error_code error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  if (error) return;  // it has gone again
  ConnectionTable::Admission admission = table_.Admit(PeerOf(peer.address().to_string()));
  if (admission.limit != nullptr) metrics_.LimitHit(admission.limit);
  if (admission.seat == nullptr) {
    metrics_.ConnectionRefused();
    socket.non_blocking(true, error);
    socket.send(asio::buffer(kTooMany, sizeof kTooMany - 1), 0, error);
    return;
  }
  socket.set_option(tcp::no_delay(true), error);
  asio::co_spawn(io_, Serve(std::move(socket), std::move(admission.seat)),
                 [this](const std::exception_ptr& failure) {
                   WasStopped("an HTTP connection", failure);
                   NoteConnections();
                 });
  NoteConnections();
}

asio::awaitable<void> Server::Loop::Serve(tcp::socket socket,
                                          std::unique_ptr<ConnectionTable::Seat> seat) {
  Connection connection(context_, std::move(socket), std::move(seat));
  co_await connection.Run();
}

void Server::Loop::NoteConnections() {
  metrics_.SetConnections(table_.size());
  if (context_.is_draining && table_.size() == 0 && !drained_.HasBeenNotified()) drained_.Notify();
}

Server::Server(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options, Handler& handler,
                                                      Metrics& metrics) {
  auto loop = std::make_unique<Loop>(options, handler, metrics);
  RETURN_IF_ERROR(loop->Start(options.listen));
  return absl::WrapUnique(new Server(std::move(loop)));
}

void Server::Shutdown(absl::Duration timeout) { loop_->Shutdown(timeout); }

int Server::port() const { return loop_->port(); }

}  // namespace broadsheet::http
