package dev.slipway.migration.aws;

/** The thread that was reading was interrupted. Never leaves the package: it says nothing to the threads that waited. */
final class ReadInterruptedException extends RuntimeException {}
