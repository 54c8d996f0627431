#include "cli/status/probe.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <future>
#include <utility>

#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "broadsheet/query/v1/query_service.grpc.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/exit_code.h"
#include "cli/rpc.h"
#include "cli/status/timeout.h"

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

absl::StatusOr<int> Check(const Session& session, Service service) {
  HealthStub stub(session.Channel(service));
  grpc::ClientContext context;
  SetDeadline(session, kStatusTimeout, context);
  const HealthRequest request;
  HealthResponse response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, kHealthCheck, {}, &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return ServiceStatus(session, service, status);
  return response.value();
}

// The health, and what `method` answers into `response`.
template <class Stub, class Request, class Response>
Probe Ask(const Session& session, Service service, Depth depth,
          grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
          Response Probe::*response) {
  Probe probe;
  probe.service = ServiceName(service);
  probe.target = session.Target(service);
  const absl::StatusOr<int> health = Check(session, service);
  if (!health.ok()) {
    probe.error = Describe(health.status());
    return probe;
  }
  probe.health = *health == kServing ? Health::kServing : Health::kNotServing;
  if (depth == Depth::kHealth) return probe;
  absl::StatusOr<Response> answer = Call(session, service, method, Request(), kStatusTimeout);
  if (!answer.ok()) {
    // An older service has nothing to add, nor has one to whom we are nobody.
    const bool is_silent = absl::IsUnimplemented(answer.status()) ||
                           absl::IsUnauthenticated(answer.status()) ||
                           absl::IsPermissionDenied(answer.status());
    if (!is_silent) probe.error = Describe(answer.status());
    return probe;
  }
  probe.server = answer->server();
  probe.*response = *std::move(answer);
  return probe;
}

}  // namespace

Probe AskIngest(const Session& session, Depth depth) {
  return Ask(session, Service::kIngest, depth, &ingest::v1::IngestService::Stub::GetStatus,
             &Probe::ingest);
}

Probe AskStorage(const Session& session, Depth depth) {
  return Ask(session, Service::kStorage, depth, &storage::v1::StorageService::Stub::GetStatus,
             &Probe::storage);
}

Probe AskQuery(const Session& session, Depth depth) {
  return Ask(session, Service::kQuery, depth, &query::v1::QueryService::Stub::GetStatus,
             &Probe::query);
}

}  // namespace broadsheet::cli
