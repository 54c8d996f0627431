#include "common/hex.h"

#include <algorithm>

#include "absl/base/config.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"

namespace broadsheet {

std::optional<std::string> HexToBytes(std::string_view hex) {
  const absl::string_view text(hex.data(), hex.size());
#if ABSL_LTS_RELEASE_VERSION >= 20240722
  std::string bytes;
  if (!absl::HexStringToBytes(text, &bytes)) return std::nullopt;
  return bytes;
#else
  if (hex.size() % 2 != 0 || !std::all_of(hex.begin(), hex.end(), absl::ascii_isxdigit)) {
    return std::nullopt;
  }
  return absl::HexStringToBytes(text);
#endif
}

}  // namespace broadsheet
