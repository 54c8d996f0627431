// Does to itself what the lines that it is given say.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "ingest/parser/messages.h"
#include "ingest/parser/parser_main.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kBlockBytes = 1 << 20;

int Recurse(int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : Recurse(depth + 1) + frame[0];
}

void Spin() {
  volatile bool go_on = true;
  while (go_on) {
  }
}

void Grow() {
  while (true) std::memset(new char[kBlockBytes], 1, kBlockBytes);
}

// As C libraries do that never look whether there was memory.
void GrowBlindly() {
  while (true) *static_cast<volatile char*>(std::memset(std::malloc(kBlockBytes), 1, kBlockBytes));
}

// Takes most of the processor time that an item has.
void WorkLong() {
  const clock_t end = clock() + CLOCKS_PER_SEC * 7 / 10;
  while (clock() < end) {
  }
}

std::string Outcome(int result) { return result < 0 ? std::strerror(errno) : "done"; }

std::string Obey(const std::string& order) {
  if (order == "recurse") Recurse(0);
  if (order == "spin") Spin();
  if (order == "grow") Grow();
  if (order == "grow blindly") GrowBlindly();
  if (order == "exit") _exit(7);
  if (order == "work") WorkLong();
  if (order == "sleep") poll(nullptr, 0, -1);
  if (order == "open a file") return Outcome(open("/etc/passwd", O_RDONLY));
  if (order == "write a file") return Outcome(open("/tmp/parsed", O_WRONLY | O_CREAT, 0600));
  if (order == "open a socket") return Outcome(socket(AF_INET, SOCK_STREAM, 0));
  if (order == "start a process") return Outcome(fork());
  if (order == "start a program") return Outcome(execl("/bin/true", "true", nullptr));
  if (order == "kill its parent") return Outcome(kill(getppid(), SIGTERM));
  if (order == "make code") {
    void* code =
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return Outcome(code == MAP_FAILED ? -1 : 0);
  }
  if (order == "show a password") {
    const char* password = getenv("BROADSHEET_DATABASE");
    return password == nullptr ? "none" : password;
  }
  return order;
}

// What came of an order, as an entry that is prepared.
parser::Response Prepared(const std::string& order) {
  parser::Response response;
  response.mutable_prepared()->mutable_write()->mutable_article()->set_title(Obey(order));
  response.mutable_remains()->set_id(order);
  return response;
}

Entry EntryOf(const std::string& order) {
  Entry entry;
  entry.article.set_title(order);
  entry.id = entry.raw = order;
  return entry;
}

// A feed of orders, one a line. The first is for who reads it, the others for who prepares its
// entries.
void ObeyFeed(const parser::Request& request, absl::FunctionRef<void(parser::Response)> answer) {
  std::vector<std::string> orders = absl::StrSplit(request.feed().bytes(), '\n');
  Document document;
  document.title = Obey(orders[0]);
  orders.erase(orders.begin());
  parser::Response response;
  if (request.preparation().later()) {
    for (const std::string& order : orders) document.entries.push_back(EntryOf(order));
    orders.clear();
  }
  *response.mutable_document() = ToMessage(std::move(document));
  response.mutable_document()->set_prepared(static_cast<int64_t>(orders.size()));
  answer(std::move(response));
  for (const std::string& order : orders) answer(Prepared(order));
}

void Misbehave(const parser::Request& request, const Gazetteer&,
               absl::FunctionRef<void(parser::Response)> answer) {
  for (const parser::Lines::Line& line : request.lines().lines()) answer(Prepared(line.text()));
  for (const parser::Entry& entry : request.entries().entries()) {
    answer(Prepared(entry.article().title()));
  }
  if (request.has_feed()) ObeyFeed(request, answer);
}

}  // namespace
}  // namespace broadsheet::ingest

int main() { return broadsheet::ingest::RunParserProcess(&broadsheet::ingest::Misbehave); }
