// Where a parser process begins.
#pragma once

#include "ingest/parser/work.h"

namespace broadsheet::ingest {

// The only argument of a parser process, and the descriptor of its socket.
inline constexpr char kParserArgument[] = "--parser_process";
inline constexpr int kParserSocket = 3;

// How it ends where memory, its own or an answer's, was not enough.
inline constexpr int kOutOfMemory = 3;

// Whether this process was started to be one.
bool IsParserProcess(int argc, char** argv);

// Reads requests from the socket, one after the other, and answers them until it is
// closed. Answers the process's exit status. Nothing of the service may have started.
int RunParserProcess(Work work = &DoWork);

}  // namespace broadsheet::ingest
