// What callers may do, and what methods ask of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "broadsheet/auth/v1/role.pb.h"

namespace broadsheet {

using auth::v1::Role;

// "writer" for ROLE_WRITER.
std::string RoleName(Role role);

// The role of that name; nothing where there is none.
std::optional<Role> ParseRole(std::string_view name);

// The least role for each method of a service, as its proto states it (the option
// `broadsheet.auth.v1.role`): by "PushArticle". ROLE_ADMIN where it states none. Ends the process
// where no such service is linked.
std::map<std::string, Role, std::less<>> RolesOfMethods(const std::string& service);

}  // namespace broadsheet
