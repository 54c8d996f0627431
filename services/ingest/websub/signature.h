// Who has sent a notification: its X-Hub-Signature (WebSub, section 8).
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::ingest {

// Whether `header`, such as "sha256=09af…", is the HMAC of `body` by `secret`; by SHA-1, -256,
// -384 or -512. Takes as long for one wrong digest as for another. Thread-safe.
bool IsSignedBy(std::string_view secret, std::string_view body, std::string_view header);

}  // namespace broadsheet::ingest
