// Included before all else where ThreadSanitizer looks on. protobuf's maps have other members
// then, which Debian's library, built without it, does not know of.
#pragma once

#undef __SANITIZE_THREAD__
#include <google/protobuf/map_field.h>
#define __SANITIZE_THREAD__ 1
