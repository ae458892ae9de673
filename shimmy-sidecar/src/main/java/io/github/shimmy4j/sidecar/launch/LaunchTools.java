package io.github.shimmy4j.sidecar.launch;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.shimmy4j.accelerator.AcceleratorDetector;
import io.github.shimmy4j.concurrent.Threads;
import io.github.shimmy4j.probe.ReadinessGate;
import io.github.shimmy4j.process.ControlGroups;
import io.github.shimmy4j.process.ProcessLauncher;
import io.github.shimmy4j.sidecar.TokenCounter;
import io.github.shimmy4j.sidecar.ownership.Ownership;
import io.github.shimmy4j.storage.ShimmyHome;

/** The collaborators that all launches of one sidecar share. */
public final class LaunchTools {

	final LaunchPlan.Planner planner;

	final AcceleratorDetector accelerators;

	final ProcessLauncher launcher;

	final ReadinessGate gate;

	/** Makes the token counter for a model's file. */
	final Function<Path, TokenCounter> tokens;

	final Ownership ownership;

	final ShimmyHome home;

	/** Part of our own environment that servers may inherit. */
	final Map<String, String> inherited;

	final ControlGroups groups;

	final SecureRandom random;

	final Threads threads;

	final LongSupplier nanoTime;

	public LaunchTools(LaunchPlan.Planner planner, AcceleratorDetector accelerators, ProcessLauncher launcher,
			ReadinessGate gate, Function<Path, TokenCounter> tokens, Ownership ownership, ShimmyHome home,
			Map<String, String> inherited, ControlGroups groups, SecureRandom random, Threads threads,
			LongSupplier nanoTime) {
		this.planner = planner;
		this.accelerators = accelerators;
		this.launcher = launcher;
		this.gate = gate;
		this.tokens = tokens;
		this.ownership = ownership;
		this.home = home;
		this.inherited = Map.copyOf(inherited);
		this.groups = groups;
		this.random = random;
		this.threads = threads;
		this.nanoTime = nanoTime;
	}

	public Ownership ownership() {
		return this.ownership;
	}

	public Threads threads() {
		return this.threads;
	}

	public LongSupplier nanoTime() {
		return this.nanoTime;
	}

}
