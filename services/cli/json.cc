#include "cli/json.h"

#include <google/protobuf/util/json_util.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "cli/text.h"

namespace broadsheet::cli {

absl::Status PrintJson(const google::protobuf::Message& message, Printer& out) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) {
    return absl::InternalError(
        absl::StrCat("writing ", message.GetTypeName(), " as JSON: ", status.ToString()));
  }
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
