// The table that a run ends with.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/storage/sample.h"

namespace broadsheet::bench {

struct Measurement {
  std::string what;
  std::function<Sample()> measure;
  // What it is compared with, and the ratio that it is to reach.
  std::string of;
  double goal = 0;
  // What it is compared with besides.
  std::string also_of;
};

// Of each measurement that was made, by its name: a sample a round.
using SamplesByName = std::map<std::string, std::vector<Sample>>;

// Prints a line for each measurement that was made: medians of its rounds, and of the
// ratios within each round to what it is compared with, if that was measured.
void Print(const std::vector<Measurement>& measurements, const SamplesByName& samples);

}  // namespace broadsheet::bench
