#include "common/gazetteer/gazetteer_text.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/default_gazetteer.h"

namespace broadsheet {
namespace {

// Each parser of ingest has it whole.
constexpr size_t kMostBytes = 16 << 20;

}  // namespace

absl::StatusOr<std::string> ReadGazetteer(const std::string& path) {
  if (path.empty()) return std::string(kDefaultGazetteer);
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("--gazetteer: can't read ", path));
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  if (in.bad()) return absl::NotFoundError(absl::StrCat("--gazetteer: can't read ", path));
  if (text.size() <= kMostBytes) return text;
  return absl::InvalidArgumentError(
      absl::StrCat("--gazetteer: ", path, ": more than ", kMostBytes, " bytes"));
}

}  // namespace broadsheet
