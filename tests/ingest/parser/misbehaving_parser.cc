// Does to itself what the lines that it is given say.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
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

std::string Outcome(int result) { return result < 0 ? std::strerror(errno) : "done"; }

std::string Obey(const std::string& order) {
  if (order == "recurse") Recurse(0);
  if (order == "spin") Spin();
  if (order == "grow") Grow();
  if (order == "grow blindly") GrowBlindly();
  if (order == "exit") _exit(7);
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

void Misbehave(const parser::Request& request, const Gazetteer&,
               absl::FunctionRef<void(parser::Response)> answer) {
  for (const parser::Lines::Line& line : request.lines().lines()) {
    Entry entry;
    entry.article.set_title(Obey(line.text()));
    parser::Response response;
    *response.mutable_entry() = ToMessage(std::move(entry));
    answer(std::move(response));
  }
}

}  // namespace
}  // namespace broadsheet::ingest

int main() { return broadsheet::ingest::RunParserProcess(&broadsheet::ingest::Misbehave); }
