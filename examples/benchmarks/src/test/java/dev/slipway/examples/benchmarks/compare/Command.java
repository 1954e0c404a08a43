package dev.slipway.examples.benchmarks.compare;

import java.util.List;
import java.util.Map;

/**
 * What is run.
 *
 * @param words program and arguments
 * @param environment all of its environment
 */
record Command(List<String> words, Map<String, String> environment) {}
