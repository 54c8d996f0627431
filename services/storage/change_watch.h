// One stream of WatchChanges.
#pragma once

#include <memory>

#include "common/rpc/watch.h"
#include "storage/change_log.h"
#include "storage/head.h"
#include "storage/messages.h"

namespace broadsheet::storage {

// Every change behind `request.after`, in order, as they are committed, and the head alone
// when there was none for one to two seconds. Errors are those of ChangeLog::List(). Both
// outlive it.
std::unique_ptr<Watch<v1::WatchChangesResponse>> NewChangeWatch(
    ChangeLog& log, const Head& head, const v1::WatchChangesRequest& request);

}  // namespace broadsheet::storage
