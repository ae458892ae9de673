package io.github.shimmy4j.sidecar.supervision;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * What a JVM holds on to, on Linux and macOS.
 *
 * @param threads live threads
 * @param files open file descriptors
 * @param heap used bytes after a collection
 */
record Footprint(long threads, long files, long heap) {

	static Footprint take() {
		// A client of the JDK keeps its thread and its files until it is collected.
		System.gc();
		return new Footprint(ManagementFactory.getThreadMXBean().getThreadCount(),
				((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount(),
				ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
	}

	@Override
	public String toString() {
		return "%d threads, %d files, %d KiB of heap".formatted(this.threads, this.files, this.heap / 1024);
	}

}
