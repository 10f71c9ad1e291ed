// Loaded into the server that is measured (--import): how late its event loop comes to what is due, and how long it
// collects garbage. SIGUSR2 writes both to a file and begins anew.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { loopDelayFile } from './loop-delay.mjs';

const RESOLUTION_MS = 10;

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
const pauses = [];
new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => pauses.push(duration))).observe({
  entryTypes: ['gc'],
});
histogram.enable();

/** The histogram counts from one tick to the next; what is due comes late by what that takes beyond the interval. */
const late = (ns) => Math.max(0, ns / 1e6 - RESOLUTION_MS);

process.on('SIGUSR2', () => {
  const file = loopDelayFile('.', process.pid);
  const figures = {
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(histogram.max),
    gcMs: pauses.reduce((sum, ms) => sum + ms, 0),
    longestGcMs: Math.max(0, ...pauses),
  };
  histogram.reset();
  pauses.length = 0;
  writeFileSync(`${file}.part`, JSON.stringify(figures));
  renameSync(`${file}.part`, file);
});
