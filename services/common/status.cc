#include "common/status.h"

#include <optional>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace broadsheet {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";
constexpr char kDomain[] = "broadsheet";

constexpr char kPublicMessage[] = "broadsheet/public_message";

// gRPC fails a call, with another error, whose trailer is larger than 8 KiB: the message
// is in there twice, once with three bytes for each that is not ASCII, and the details as
// base64.
constexpr size_t kMaxMessageBytes = 600;
constexpr size_t kMaxDetailBytes = 300;
constexpr int kMaxViolations = 2;
constexpr size_t kMaxInfoBytes = 1500;

std::string Text(std::string_view text) { return std::string(text); }

// The beginning of a text that is longer, without the bytes of a character that it cuts.
std::string Cut(std::string text, size_t max_bytes) {
  constexpr char kEllipsis[] = "\u2026";
  constexpr auto is_inside = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes - (sizeof kEllipsis - 1);
  while (end > 0 && is_inside(text[end])) --end;
  return text.substr(0, end) + kEllipsis;
}

template <class Detail>
std::string TypeUrl() {
  return absl::StrCat(kTypePrefix, Detail::descriptor()->full_name());
}

template <class Detail>
void SetDetail(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

template <class Detail>
std::optional<Detail> GetDetail(const absl::Status& status) {
  std::optional<absl::Cord> payload;
  if (auto found = status.GetPayload(TypeUrl<Detail>()); found.has_value()) payload = *found;
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

}  // namespace

absl::Status InvalidField(std::string_view field, std::string_view description) {
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(Text(field));
  violation->set_description(Text(description));
  absl::Status status =
      absl::InvalidArgumentError(absl::StrCat(Text(field), ": ", Text(description)));
  SetDetail(status, bad_request);
  return WithReason(std::move(status), "INVALID_FIELD", {{"field", Text(field)}});
}

std::vector<std::string> InvalidFields(const absl::Status& status) {
  std::vector<std::string> fields;
  if (auto bad_request = GetDetail<google::rpc::BadRequest>(status)) {
    for (const auto& violation : bad_request->field_violations()) {
      fields.push_back(violation.field());
    }
  }
  return fields;
}

absl::Status RenameField(const absl::Status& status, std::string_view from, std::string_view to) {
  std::string message(status.message());
  if (const size_t at = message.find(from); at != std::string::npos) {
    message.replace(at, from.size(), to);
  }
  absl::Status renamed(status.code(), message);
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { renamed.SetPayload(url, payload); });
  if (auto bad_request = GetDetail<google::rpc::BadRequest>(status)) {
    for (auto& violation : *bad_request->mutable_field_violations()) {
      if (violation.field() == from) violation.set_field(Text(to));
    }
    SetDetail(renamed, *bad_request);
  }
  if (auto info = GetDetail<google::rpc::ErrorInfo>(status)) {
    for (auto& [key, value] : *info->mutable_metadata()) {
      if (key == "field" && value == from) value = Text(to);
    }
    SetDetail(renamed, *info);
  }
  return renamed;
}

absl::Status WithReason(absl::Status status, std::string_view reason,
                        const ErrorMetadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_domain(kDomain);
  info.set_reason(Text(reason));
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  SetDetail(status, info);
  return status;
}

std::string Reason(const absl::Status& status) {
  auto info = GetDetail<google::rpc::ErrorInfo>(status);
  return info ? info->reason() : "";
}

std::string ReasonMetadata(const absl::Status& status, std::string_view key) {
  auto info = GetDetail<google::rpc::ErrorInfo>(status);
  if (!info) return "";
  auto found = info->metadata().find(Text(key));
  return found == info->metadata().end() ? "" : found->second;
}

absl::Status RetryAfter(absl::Duration delay, std::string_view message) {
  google::rpc::RetryInfo retry;
  const int64_t nanos = absl::ToInt64Nanoseconds(delay);
  retry.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  absl::Status status = absl::ResourceExhaustedError(Text(message));
  SetDetail(status, retry);
  return WithReason(std::move(status), "OVERLOADED");
}

absl::Status WithPublicMessage(absl::Status status, std::string_view shown) {
  if (!status.ok()) status.SetPayload(kPublicMessage, absl::Cord(Text(shown)));
  return status;
}

std::string PublicMessage(const absl::Status& status) {
  const auto shown = status.GetPayload(kPublicMessage);
  return shown.has_value() ? std::string(*shown) : std::string(status.message());
}

absl::Status ForCallers(const absl::Status& status) {
  absl::Status result(status.code(), Cut(PublicMessage(status), kMaxMessageBytes));
  if (auto bad_request = GetDetail<google::rpc::BadRequest>(status)) {
    auto& violations = *bad_request->mutable_field_violations();
    if (violations.size() > kMaxViolations) {
      violations.DeleteSubrange(kMaxViolations, violations.size() - kMaxViolations);
    }
    for (auto& violation : violations) {
      violation.set_field(Cut(violation.field(), kMaxDetailBytes));
      violation.set_description(Cut(violation.description(), kMaxDetailBytes));
    }
    SetDetail(result, *bad_request);
  }
  if (auto info = GetDetail<google::rpc::ErrorInfo>(status)) {
    for (auto& [key, value] : *info->mutable_metadata()) value = Cut(value, kMaxDetailBytes);
    if (info->ByteSizeLong() > kMaxInfoBytes) info->clear_metadata();
    SetDetail(result, *info);
  }
  if (auto retry = GetDetail<google::rpc::RetryInfo>(status)) SetDetail(result, *retry);
  return result;
}

absl::Status Annotate(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  absl::Status annotated(status.code(), absl::StrCat(Text(context), ": ", status.message()));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    annotated.SetPayload(url, payload);
  });
  if (status.GetPayload(kPublicMessage).has_value()) {
    return WithPublicMessage(annotated, absl::StrCat(Text(context), ": ", PublicMessage(status)));
  }
  return annotated;
}

std::string ToRpcStatusBytes(const absl::Status& status) {
  google::rpc::Status message;
  message.set_code(static_cast<int>(status.code()));
  message.set_message(PublicMessage(status));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    if (url == kPublicMessage) return;
    auto* detail = message.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(payload));
  });
  return message.SerializeAsString();
}

absl::Status FromRpcStatusBytes(std::string_view bytes) {
  google::rpc::Status message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::InternalError("malformed google.rpc.Status");
  }
  absl::Status status(static_cast<absl::StatusCode>(message.code()), message.message());
  for (const auto& detail : message.details()) {
    status.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return status;
}

}  // namespace broadsheet
