#include "common/rpc/message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/stubs/logging.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/log.h"
#include "common/status.h"

namespace broadsheet {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Protobuf tells only its log which field is not UTF-8. While a thread parses,
// this is where that goes.
thread_local std::string* parse_log = nullptr;

void OnProtobufLog(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  if (parse_log != nullptr) {
    absl::StrAppend(parse_log, message);
  } else {
    Log(Severity::kWarning, message);
  }
}

void CaptureProtobufLog() {
  [[maybe_unused]] static const auto previous = google::protobuf::SetLogHandler(&OnProtobufLog);
}

// The field's full name in "String field 'F' contains invalid UTF-8 data …".
std::string QuotedField(const std::string& message) {
  const size_t begin = message.find('\'');
  const size_t end = message.find('\'', begin + 1);
  if (begin == std::string::npos || end == std::string::npos) return "";
  return message.substr(begin + 1, end - begin - 1);
}

// What `text` may not be; empty where nothing is wrong with it.
using FaultOf = std::string (*)(const std::string& text);

std::string Utf8Fault(const std::string& text) {
  return google::protobuf::internal::IsStructurallyValidUTF8(text) ? "" : "is not valid UTF-8";
}

std::string NulFault(const std::string& text) {
  const size_t at = text.find('\0');
  return at == std::string::npos ? "" : absl::StrCat("has a NUL byte at offset ", at);
}

absl::Status CheckTexts(const Message& message, const std::string& path, FaultOf fault_of);

absl::Status CheckField(const Message& message, const FieldDescriptor& field,
                        const std::string& path, FaultOf fault_of) {
  const Reflection& reflection = *message.GetReflection();
  const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
  for (int i = 0; i < count; ++i) {
    const std::string place = field.is_repeated() ? absl::StrCat(path, "[", i, "]") : path;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const Message& inner = field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, i)
                                                 : reflection.GetMessage(message, &field);
      RETURN_IF_ERROR(CheckTexts(inner, place, fault_of));
    } else {
      std::string scratch;
      const std::string& text =
          field.is_repeated() ? reflection.GetRepeatedStringReference(message, &field, i, &scratch)
                              : reflection.GetStringReference(message, &field, &scratch);
      if (const std::string fault = fault_of(text); !fault.empty()) {
        return InvalidField(place, fault);
      }
    }
  }
  return absl::OkStatus();
}

// Blames the first string that has a fault.
absl::Status CheckTexts(const Message& message, const std::string& path, FaultOf fault_of) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->type() != FieldDescriptor::TYPE_STRING &&
        field->type() != FieldDescriptor::TYPE_MESSAGE) {
      continue;
    }
    const std::string place = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
    RETURN_IF_ERROR(CheckField(message, *field, place, fault_of));
  }
  return absl::OkStatus();
}

// The error of a message that could be parsed only up to a string that is not
// UTF-8: that of the field with the full name `field`, of any depth. Parsing
// leaves the string in the message; where it does not, the name's end must do.
absl::Status InvalidUtf8(const Message& parsed, const std::string& field) {
  RETURN_IF_ERROR(CheckTexts(parsed, "", &Utf8Fault));
  return InvalidField(field.substr(field.rfind('.') + 1),
                      absl::StrCat("is not valid UTF-8 (", field, ")"));
}

}  // namespace

absl::Status ParseMessage(const grpc::ByteBuffer& bytes, Message* message, NulBytes nul_bytes) {
  if (!bytes.Valid()) return absl::CancelledError("the call ended before its request came");
  CaptureProtobufLog();
  std::string log;
  parse_log = &log;
  grpc::ByteBuffer copy = bytes;  // shares the bytes
  grpc::ProtoBufferReader reader(&copy);
  const bool parsed = reader.status().ok() && message->ParseFromZeroCopyStream(&reader);
  parse_log = nullptr;
  if (const std::string field = QuotedField(log); !field.empty()) {
    return InvalidUtf8(*message, field);
  }
  if (!parsed) {
    return absl::InvalidArgumentError(
        absl::StrCat("the request is no ", message->GetDescriptor()->full_name()));
  }
  return nul_bytes == NulBytes::kAllowed ? absl::OkStatus() : CheckTexts(*message, "", &NulFault);
}

grpc::ByteBuffer SerializeMessage(const Message& message) {
  grpc::ByteBuffer bytes;
  bool own_buffer;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &bytes, &own_buffer);
  return bytes;
}

}  // namespace broadsheet
