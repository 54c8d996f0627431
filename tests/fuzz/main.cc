// One program for all targets: "fuzz --target=NAME [libFuzzer's own flags]", or
// "fuzz --list".
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "targets.h"

namespace {

broadsheet::fuzz::Target target = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view kFlag = "--target=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = (*argv)[i];
    if (argument == "--list") {
      broadsheet::fuzz::PrintTargets();
      std::exit(0);
    }
    if (argument.starts_with(kFlag)) {
      target = broadsheet::fuzz::FindTarget(argument.substr(kFlag.size()));
    }
  }
  if (target != nullptr) return 0;
  std::fputs("fuzz: --target=NAME is missing or unknown; --list names them\n", stderr);
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  target({reinterpret_cast<const char*>(data), size});
  return 0;
}
