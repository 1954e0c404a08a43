package dev.slipway.examples.benchmarks.compare;

/**
 * What one run took.
 *
 * @param wall seconds until the last process ended
 * @param cpu seconds of CPU, user and system, of all its processes
 * @param rss MiB that its largest process had in memory at most; not a number where GNU time is not installed
 * @param peak MiB that were charged to all its processes at most, files that they were first to read included; not a
 *     number without a control group
 * @param throttled seconds for which the quota held a thread back; not a number without a control group
 */
record Sample(double wall, double cpu, double rss, double peak, double throttled) {}
