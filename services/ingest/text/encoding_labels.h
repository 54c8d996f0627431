// What the web means by the name of an encoding.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// ICU's name for the encoding that `label` means by the WHATWG Encoding standard
// (https://encoding.spec.whatwg.org/#names-and-labels), "utf-8" for UTF-8; empty for a label
// that nobody knows. Case and white space around it are ignored. Thread-safe.
std::string EncodingOfLabel(std::string_view label);

}  // namespace broadsheet::ingest
