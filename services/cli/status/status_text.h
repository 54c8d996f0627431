// The state of the services, for people and for programs.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "cli/printer.h"
#include "cli/status/probe.h"

namespace broadsheet::cli {

// A line for each service, and why it is away.
void PrintServices(const std::vector<Probe>& probes, absl::Time now, Printer& out);

// What the services that answered tell of the archive.
void PrintArchive(const std::vector<Probe>& probes, Printer& out);

// All of a probe as one JSON object on one line.
absl::Status PrintProbeJson(const Probe& probe, Printer& out);

}  // namespace broadsheet::cli
