// Loaded into a server before its own code: measures the longest block of its event loop since it was last asked. Asked by
// SIGUSR2, it writes `{asked, maxMs, cpuMs}` to the file named by HOMEOSTAT_LOOP_FILE and starts over. `cpuMs` is the processor
// time of the block with most of it: what the process itself did, where `maxMs` also holds waiting for a free processor.
const fs = require("node:fs");
const { monitorEventLoopDelay } = require("node:perf_hooks");

const histogram = monitorEventLoopDelay({ resolution: 1 });
histogram.enable();
let [asked, cpuMs] = [0, 0];
let [last, used] = [performance.now(), process.cpuUsage()];
setInterval(() => {
  const [now, usage] = [performance.now(), process.cpuUsage()];
  const spent = (usage.user + usage.system - used.user - used.system) / 1000;
  // Other threads of the process may work meanwhile: a block spends no more than it lasts.
  cpuMs = Math.max(cpuMs, Math.min(spent, now - last));
  [last, used] = [now, usage];
}, 1).unref();

process.on("SIGUSR2", () => {
  asked++;
  const file = process.env.HOMEOSTAT_LOOP_FILE;
  // Renamed into place: a reader never sees half of it.
  fs.writeFileSync(`${file}.part`, JSON.stringify({ asked, maxMs: histogram.max / 1e6, cpuMs }));
  fs.renameSync(`${file}.part`, file);
  histogram.reset();
  cpuMs = 0;
});
