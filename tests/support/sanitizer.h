// Whether the tests are built with a sanitizer that takes time, and all addresses, for itself.
#pragma once

namespace broadsheet::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace broadsheet::testing
