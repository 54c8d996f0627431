// Calls to the services.
#pragma once

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/session.h"

namespace broadsheet::cli {

// How long commands wait where --timeout does not say: most of them, and those
// that fetch pages or read files.
inline constexpr absl::Duration kShortTimeout = absl::Seconds(30);
inline constexpr absl::Duration kLongTimeout = absl::Hours(24);

// Sets the deadline that --timeout asks for, or else `timeout`.
void SetDeadline(const Session& session, absl::Duration timeout, grpc::ClientContext& context);

// What `service` answered, as an error that names the service, and its address
// where nothing answered there.
absl::Status ServiceStatus(const Session& session, Service service, const grpc::Status& status);

// Calls `method` (&QueryService::Stub::GetArticle) and waits for its answer.
template <class Stub, class Request, class Response>
absl::StatusOr<Response> Call(const Session& session, Service service,
                              grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                           Response*),
                              const Request& request, absl::Duration timeout = kShortTimeout) {
  Stub stub(session.Channel(service));
  grpc::ClientContext context;
  SetDeadline(session, timeout, context);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return ServiceStatus(session, service, status);
  return response;
}

}  // namespace broadsheet::cli
