// Hosts of internationalised names, as they may be shown.
#pragma once

#include <string>

namespace broadsheet::web {

// `host` in its own script: "bücher.example" for "xn--bcher-kva.example". As it is where
// that could be taken for another one: a label of several scripts that no language writes
// together (UTS #39, highly restrictive), or one that looks like ASCII letters all through.
// Thread-safe.
std::string ReadableHost(const std::string& host);

}  // namespace broadsheet::web
