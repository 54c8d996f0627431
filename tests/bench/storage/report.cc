#include "bench/storage/report.h"

#include <algorithm>
#include <cstdio>

namespace broadsheet::bench {
namespace {

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double MedianOf(const std::vector<Sample>& rounds,
                const std::function<double(const Sample&)>& value) {
  std::vector<double> values;
  for (const Sample& sample : rounds) values.push_back(value(sample));
  return Median(values);
}

// No goal where it is 0.
void PrintRatio(const std::vector<Sample>& rounds, const SamplesByName& samples,
                const std::string& of, double goal) {
  const auto base = samples.find(of);
  if (base == samples.end()) return;
  std::vector<double> ratios;
  for (size_t i = 0; i < rounds.size(); ++i) {
    ratios.push_back(rounds[i].rate / base->second[i].rate);
  }
  std::printf("  %.2f of %s", Median(ratios), of.c_str());
  if (goal > 0) std::printf(" (goal %.2f)", goal);
}

void PrintLine(const Measurement& measurement, const SamplesByName& samples) {
  const auto found = samples.find(measurement.what);
  if (found == samples.end()) return;
  const std::vector<Sample>& rounds = found->second;
  std::printf("%-50s %8.0f %9.0f %9.0f %9.0f", measurement.what.c_str(),
              MedianOf(rounds, [](const Sample& s) { return s.rate; }),
              MedianOf(rounds, [](const Sample& s) { return s.cpu.callers * 1e6; }),
              MedianOf(rounds, [](const Sample& s) { return s.cpu.storage * 1e6; }),
              MedianOf(rounds, [](const Sample& s) { return s.cpu.postgres * 1e6; }));
  PrintRatio(rounds, samples, measurement.of, measurement.goal);
  PrintRatio(rounds, samples, measurement.also_of, 0);
  std::printf("\n");
}

}  // namespace

void Print(const std::vector<Measurement>& measurements, const SamplesByName& samples) {
  std::printf("%-50s %8s %9s %9s %9s\n%59s %29s\n", "", "articles", "callers", "storage",
              "PostgreSQL", "a second", "µs of processor time each");
  for (const Measurement& measurement : measurements) PrintLine(measurement, samples);
}

}  // namespace broadsheet::bench
