#include "cli/session.h"

#include "common/rpc/client.h"

namespace broadsheet::cli {

const char* ServiceName(Service service) {
  switch (service) {
    case Service::kIngest:
      return "ingest";
    case Service::kStorage:
      return "storage";
    case Service::kQuery:
      return "query";
  }
  return "";
}

const std::string& Session::Target(Service service) const {
  switch (service) {
    case Service::kIngest:
      return settings.ingest;
    case Service::kStorage:
      return settings.storage;
    case Service::kQuery:
      break;
  }
  return settings.query;
}

std::shared_ptr<grpc::Channel> Session::Channel(Service service) const {
  const Access access = settings.access == nullptr ? Access() : *settings.access;
  return MakeChannel(Target(service), access.token, access.credentials);
}

}  // namespace broadsheet::cli
