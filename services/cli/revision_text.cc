#include "cli/revision_text.h"

#include "absl/strings/ascii.h"

namespace broadsheet::cli {

std::string KindText(article::v1::Revision::Kind kind) {
  using article::v1::Revision;
  return absl::AsciiStrToLower(Revision::Kind_Name(kind).substr(sizeof("KIND_") - 1));
}

}  // namespace broadsheet::cli
