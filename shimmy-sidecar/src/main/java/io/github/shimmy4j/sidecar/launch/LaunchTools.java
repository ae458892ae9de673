package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.probe.ReadinessGate;
import io.github.shimmy4j.process.OutOfMemoryKills;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.ownership.Ownership;
import io.github.shimmy4j.storage.ShimmyHome;

/**
 * What every launch works with.
 *
 * @param planner finds program and model
 * @param accelerators knows what this machine could compute with
 * @param launcher starts the process
 * @param gate proves the server
 * @param tokens makes the counter of tokens for a model file
 * @param ownership knows whose each process and each port is
 * @param home directories of this user: of models, of which one that is served is held to
 * be in use, and of the files of launches
 * @param inherited allowed part of our own environment
 * @param memory knows whether the kernel kills for want of memory
 * @param random makes ids and keys
 * @param threads makes the threads on which all of it happens
 * @param nanoTime monotonic time in nanoseconds
 */
public record LaunchTools(LaunchPlanner planner, AcceleratorDetector accelerators, ProcessLauncher launcher,
		ReadinessGate gate, Function<Path, TokenCounter> tokens, Ownership ownership, ShimmyHome home,
		Map<String, String> inherited, OutOfMemoryKills memory, SecureRandom random, Threads threads,
		LongSupplier nanoTime) {
}
