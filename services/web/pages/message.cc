#include "web/pages/message.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "web/pages/document.h"

namespace broadsheet::web {
namespace {

using query::v1::ListCategoriesResponse;

struct Message {
  int status;
  const char* title;
  std::string text;
};

Message MessageFor(const absl::Status& error) {
  const int status = HttpStatus(error);
  switch (status) {
    case 400:
      return {status, "That request can’t be answered", std::string(error.message())};
    case 404:
      return {status, "There is no such page",
              "It may have been taken down, or the address may have a slip in it."};
    case 503:
      return {status, "The archive can’t be reached just now",
              "Nothing is lost. Please try again in a few seconds."};
    default:
      return {status, "Something went wrong here",
              "The fault is ours, and it has been written to the log."};
  }
}

Response MessagePage(const Request& request, const ListCategoriesResponse& categories,
                     const Message& message) {
  Head head;
  head.title = message.title;
  head.is_indexed = false;
  Document document(request, head, categories, "message.html");
  document.content().SetValue("TITLE", message.title);
  document.content().SetValue("TEXT", message.text);
  document.content().SetIntValue("STATUS", message.status);
  Response response = document.Finish(message.status);
  response.cache_control = "no-store";
  return response;
}

}  // namespace

int HttpStatus(const absl::Status& error) {
  switch (error.code()) {
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
      return 503;
    default:
      return 500;
  }
}

Response ErrorPage(const Request& request, const ListCategoriesResponse& categories,
                   const absl::Status& error) {
  Response response = MessagePage(request, categories, MessageFor(error));
  if (response.status == 503) response.retry_after = absl::Seconds(5);
  return response;
}

Response WithdrawnPage(const Request& request, const ListCategoriesResponse& categories,
                       const std::string& reason) {
  std::string text = "Its text is no longer kept here.";
  if (!reason.empty()) absl::StrAppend(&text, " The reason given: ", reason);
  return MessagePage(request, categories, {410, "This article was withdrawn", text});
}

Response DeletedPage(const Request& request, const ListCategoriesResponse& categories) {
  return MessagePage(request, categories,
                     {410, "This article was deleted", "It is no longer part of the archive."});
}

Response MethodNotAllowedPage(const Request& request) {
  return MessagePage(request, {},
                     {405, "Pages here can only be read", "Use GET or HEAD to ask for them."});
}

Response RefusalPage(const Request& request, int status, const std::string& why) {
  if (status == 500) return ErrorPage(request, {}, absl::InternalError(why));
  if (status == 503) return ErrorPage(request, {}, absl::UnavailableError(why));
  return MessagePage(request, {}, {status, "That request can’t be answered", why});
}

}  // namespace broadsheet::web
