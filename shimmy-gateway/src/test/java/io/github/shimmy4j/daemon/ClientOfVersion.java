package io.github.shimmy4j.daemon;

/** A client of another version than that of this build, which has none in tests. */
public final class ClientOfVersion {

	private ClientOfVersion() {
	}

	/** As {@link DaemonClient#ensureDaemonRunning(DaemonConfig)}. */
	public static DaemonRecord ensureDaemonRunning(DaemonConfig config, String version) {
		return DaemonClient.ensureDaemonRunning(config, new DaemonAge(version));
	}

}
