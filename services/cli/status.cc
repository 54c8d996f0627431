
#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <CLI/CLI.hpp>
#include <future>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/rpc.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

// No package ships grpc.health.v1 as a header. Its request is a message with one
// string field and its answer one with one enum field, both numbered 1: on the
// wire they are these wrappers.
using HealthRequest = google::protobuf::StringValue;
using HealthResponse = google::protobuf::Int32Value;
using HealthStub = grpc::TemplatedGenericStub<HealthRequest, HealthResponse>;
constexpr char kHealthCheck[] = "/grpc.health.v1.Health/Check";
constexpr int kServing = 1;

constexpr absl::Duration kTimeout = absl::Seconds(5);

absl::StatusOr<int> Check(const Session& session, Service service) {
  HealthStub stub(session.Channel(service));
  grpc::ClientContext context;
  SetDeadline(session, kTimeout, context);
  const HealthRequest request;
  HealthResponse response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, kHealthCheck, {}, &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return ServiceStatus(session, service, status);
  return response.value();
}

void PrintState(Session& session, Service service, const std::string& state,
                const std::string& error) {
  if (session.settings.json) {
    nlohmann::ordered_json object = {
        {"service", ServiceName(service)}, {"target", session.Target(service)}, {"status", state}};
    if (!error.empty()) object["error"] = error;
    session.out.Raw(object.dump(-1, ' ', true) + "\n");
    return;
  }
  session.out.Text(Pad(ServiceName(service), 9), Style::kBold);
  session.out.Text(Pad(session.Target(service), 22));
  session.out.Line(state, state == "SERVING" ? Style::kPlain : Style::kError);
  if (!error.empty()) session.out.Wrapped(error, 2, Style::kDim);
}

Outcome Status(Session& session, const std::set<std::string>& names) {
  ExitCode code = ExitCode::kOk;
  for (const Service service : {Service::kIngest, Service::kStorage, Service::kQuery}) {
    if (!names.empty() && names.count(ServiceName(service)) == 0) continue;
    const absl::StatusOr<int> health = Check(session, service);
    const bool serving = health.ok() && *health == kServing;
    if (!serving) code = ExitCode::kUnavailable;
    const std::string state = serving ? "SERVING" : health.ok() ? "NOT_SERVING" : "UNREACHABLE";
    PrintState(session, service, state, health.ok() ? "" : Describe(health.status()));
  }
  return code;
}

}  // namespace

void AddStatus(CLI::App& app, Action& chosen) {
  auto names = std::make_shared<std::set<std::string>>();
  CLI::App* command = app.add_subcommand("status", "Say whether the services serve");
  command->add_option("SERVICE", *names, "Only these: ingest, storage, query")
      ->check(CLI::IsMember({"ingest", "storage", "query"}).description(""));
  command->footer(
      "Exit status 4 unless all that were asked serve.\n"
      "\nExamples:\n"
      "  broadsheet status\n"
      "  until broadsheet status storage > /dev/null; do sleep 1; done");
  command->callback(
      [names, &chosen] { chosen = [names](Session& session) { return Status(session, *names); }; });
}

}  // namespace broadsheet::cli
