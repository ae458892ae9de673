package io.github.shimmy4j.sidecar;

import java.io.IOException;
import java.nio.file.Path;

import io.github.shimmy4j.fake.FakeShimmyBinary;

/** Starts and stops a sidecar, again and again, and says before each what it does. */
final class SidecarMain {

	private SidecarMain() {
	}

	public static void main(String... arguments) throws IOException {
		SidecarBench bench = new SidecarBench(Path.of(arguments[0]));
		boolean real = "real".equals(System.getProperty("server"));
		ShimmySidecar sidecar = bench
			.create(real ? RealShimmy.options() : bench.install(FakeShimmyBinary.version("1.7.4")));
		while (true) {
			System.out.println("starting");
			sidecar.start().join();
			System.out.println("ready");
			System.out.println("stopping");
			sidecar.stop().join();
		}
	}

}
