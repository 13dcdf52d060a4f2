/**
 * Processor time that this process has had so far, of all of its threads, in milliseconds. Tests that something takes time in step with
 * its length measure by it: the clock on the wall also counts whatever else the machine does.
 */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
