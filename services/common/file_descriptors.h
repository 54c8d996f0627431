// The descriptors that this process may have open.
#pragma once

namespace broadsheet {

struct FileDescriptors {
  int open = 0;
  int limit = 0;
};

// Of this process, now. Thread-safe.
FileDescriptors CountFileDescriptors();

// Raises the limit to the most that the system allows: each connection is one. To be called
// before the first thread.
void RaiseFileDescriptorLimit();

// Warns in the log, once a minute, while more than four fifths are open. To be called now
// and then, by one thread.
void WarnOfFileDescriptors();

}  // namespace broadsheet
