#include "common/auth/role.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/logging.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace broadsheet {
namespace {

constexpr absl::string_view kPrefix = "ROLE_";

}  // namespace

std::string RoleName(Role role) {
  return absl::AsciiStrToLower(auth::v1::Role_Name(role).substr(kPrefix.size()));
}

std::optional<Role> ParseRole(std::string_view name) {
  for (int number = auth::v1::ROLE_READER; number <= auth::v1::Role_MAX; ++number) {
    const auto role = static_cast<Role>(number);
    if (RoleName(role) == name) return role;
  }
  return std::nullopt;
}

std::map<std::string, Role, std::less<>> RolesOfMethods(const std::string& service) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  GOOGLE_CHECK(descriptor != nullptr) << service;
  std::map<std::string, Role, std::less<>> roles;
  for (int i = 0; i < descriptor->method_count(); ++i) {
    const google::protobuf::MethodDescriptor& method = *descriptor->method(i);
    const Role stated = method.options().GetExtension(auth::v1::role);
    roles[method.name()] = stated == auth::v1::ROLE_UNSPECIFIED ? auth::v1::ROLE_ADMIN : stated;
  }
  return roles;
}

}  // namespace broadsheet
