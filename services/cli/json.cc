#include "cli/json.h"

#include <google/protobuf/util/json_util.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "cli/text.h"
#include "common/status.h"

namespace broadsheet::cli {

absl::StatusOr<std::string> FormatJson(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("writing ", message.GetTypeName(), " as JSON: ", status.ToString()));
  }
  return json;
}

absl::Status PrintJson(const google::protobuf::Message& message, Printer& out) {
  ASSIGN_OR_RETURN(const std::string json, FormatJson(message));
  out.Raw(json);
  out.Raw("\n");
  return absl::OkStatus();
}

absl::Status ParseJson(std::string_view json, google::protobuf::Message* message) {
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(json.data(), json.size()), message);
  if (status.ok()) return absl::OkStatus();
  const auto text = status.message();
  return absl::InvalidArgumentError(absl::StrCat(
      "is no ", message->GetDescriptor()->name(),
      " in ProtoJSON: ", OneLine(Printable(std::string_view(text.data(), text.size())))));
}

}  // namespace broadsheet::cli
