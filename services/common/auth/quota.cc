#include "common/auth/quota.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status.h"

namespace broadsheet {
namespace {

constexpr absl::string_view kUnlimitedText = "unlimited";

using Limit = std::optional<int64_t> Quota::*;

constexpr std::array<std::pair<absl::string_view, Limit>, 3> kLimits = {{
    {"requests", &Quota::requests_per_minute},
    {"bytes", &Quota::bytes_per_minute},
    {"streams", &Quota::open_streams},
}};

}  // namespace

absl::StatusOr<int64_t> ParseQuotaLimit(std::string_view text) {
  const absl::string_view limit(text.data(), text.size());
  if (limit == kUnlimitedText) return kUnlimited;
  int64_t value = 0;
  if (absl::SimpleAtoi(limit, &value) && value > 0) return value;
  return absl::InvalidArgumentError(absl::StrCat("'", absl::CHexEscape(limit.substr(0, 64)),
                                                 "' is no number above 0, nor '", kUnlimitedText,
                                                 "'"));
}

std::string QuotaLimitText(int64_t limit) {
  return limit == kUnlimited ? std::string(kUnlimitedText) : absl::StrCat(limit);
}

absl::Status AddQuotaField(std::string_view field, Quota* quota) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(absl::string_view(field.data(), field.size()), absl::MaxSplits('=', 1));
  for (const auto& [name, limit] : kLimits) {
    if (name != parts.first) continue;
    if ((quota->*limit).has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("'", name, "' is stated twice"));
    }
    absl::StatusOr<int64_t> value = ParseQuotaLimit({parts.second.data(), parts.second.size()});
    if (!value.ok()) return Annotate(value.status(), {name.data(), name.size()});
    quota->*limit = *value;
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", absl::CHexEscape(parts.first.substr(0, 64)),
                   "' is none of 'requests=', 'bytes=' and 'streams='"));
}

std::string QuotaText(const Quota& quota) {
  std::vector<std::string> fields;
  for (const auto& [name, limit] : kLimits) {
    if (const auto value = quota.*limit) {
      fields.push_back(absl::StrCat(name, "=", QuotaLimitText(*value)));
    }
  }
  return absl::StrJoin(fields, " ");
}

Quota WithDefaults(const Quota& quota, const Quota& defaults) {
  Quota all = quota;
  for (const auto& [name, limit] : kLimits) {
    if (!(all.*limit).has_value()) all.*limit = defaults.*limit;
  }
  return all;
}

}  // namespace broadsheet
