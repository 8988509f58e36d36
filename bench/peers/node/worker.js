// Worker program of the benchmark on the npm package faktory-worker.
// Same flags, job types and output as ../go/main.go, which describes them.
"use strict";

const { parseArgs } = require("node:util");
const { setTimeout: pause } = require("node:timers/promises");
const { Worker } = require("faktory-worker");

const { values: options } = parseArgs({
  options: {
    server: { type: "string", default: "tcp://localhost:7419" },
    queue: { type: "string", default: "default" },
    concurrency: { type: "string", default: "20" },
  },
});

// Node has no wall clock finer than a millisecond, so the finer monotonic clock is tied to it once,
// at the instant the wall clock turns to a new millisecond.
function wallClockOffset() {
  const before = Date.now();
  let now = before;
  while (now === before) now = Date.now();
  return BigInt(now) * 1_000_000n - process.hrtime.bigint();
}
const offset = wallClockOffset();

const worker = new Worker({
  url: options.server,
  queues: [options.queue],
  concurrency: Number(options.concurrency),
});

worker.register("sample.noop", () => {});
worker.register("sample.sleep", (ms) => pause(ms));
worker.register("bench.stamp", (sample) => {
  const now = process.hrtime.bigint() + offset;
  process.stdout.write(`stamp ${sample} ${now}\n`);
});

// Traps SIGTERM itself: waits for running jobs and closes its connections, upon which Node exits.
worker.work().catch((error) => {
  console.error(`cannot start: ${error.message}`);
  process.exit(1);
});
