#!/usr/bin/python3
"""Writers and readers while everything around them fails: what was acknowledged
is there once, the log is dense, and nothing is there by half.

BROADSHEET_FAULT_MINUTES  about how long all tests take together; a short run of
                          each scenario where it is not set
BROADSHEET_FAULT_SEED     of the first run
"""
import collections
import os
import time
import unittest

import fault_run
from scenarios import SCENARIOS
from stand import Stand

_MINUTES = float(os.environ.get("BROADSHEET_FAULT_MINUTES", "0"))
_SEED = int(os.environ.get("BROADSHEET_FAULT_SEED", "1"))
_SHORT_RUN = 12.0  # seconds of faults
_LONG_RUN = 30.0


class FaultsTest(unittest.TestCase):
    """A test for each scenario."""

    reports = []

    @classmethod
    def tearDownClass(cls):
        if cls.reports:
            faults = collections.Counter()
            for scenario, report in cls.reports:
                faults[scenario.fault] += report.faults
            reports = [report for _, report in cls.reports]
            print(f"\n{len(reports)} runs, "
                  f"{', '.join(f'{count} {fault}s' for fault, count in faults.items())}, "
                  f"{sum(report.acknowledged for report in reports)} writes acknowledged, "
                  f"{sum(report.lost for report in reports)} lost", flush=True)

    def run_scenario(self, name):
        """Runs a scenario once, or for its share of the time."""
        end = time.monotonic() + _MINUTES * 60 / len(SCENARIOS)
        seed = _SEED
        while True:
            self.run_once(name, seed)
            seed += 1
            if time.monotonic() > end:
                break

    def run_once(self, name, seed):
        """One run, on a stand of its own."""
        scenario = SCENARIOS[name]
        with Stand(scenario.megabytes) as stand:
            report = fault_run.run(stand, scenario.breaks, _LONG_RUN if _MINUTES else _SHORT_RUN,
                                   seed, scenario.calls_take)
        self.reports.append((scenario, report))
        print(f"\n{name}, seed {seed}: {report.faults} {scenario.fault}s, {report}", flush=True)
        self.assertGreater(report.faults, 0)
        self.assertGreater(report.acknowledged, 0)
        problems = [f"{rule}: {text}" for rule, text in report.violations] + report.defects
        self.assertEqual(0, len(problems), "\n" + "\n".join(problems[:20]))


def _test_of(name, scenario):
    def test(self):
        self.run_scenario(name)

    test.__doc__ = scenario.breaks.__doc__
    return test


for _name, _scenario in SCENARIOS.items():
    setattr(FaultsTest, f"test_{_name}", _test_of(_name, _scenario))

if __name__ == "__main__":
    unittest.main()
