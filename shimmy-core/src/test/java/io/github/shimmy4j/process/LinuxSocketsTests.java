package io.github.shimmy4j.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.shimmy4j.contract.ShimmyProcess;
import io.github.shimmy4j.fake.FakeShimmyBinary;
import io.github.shimmy4j.support.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link LinuxSockets} on real processes and real sockets. */
class LinuxSocketsTests {

	private final LinuxSockets sockets = LinuxSockets.ofThisMachine();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "0.0.0.0", "::" })
	void ownerOfAPortIsTheProcessThatListensAndNoOther(String address) throws Exception {
		Process other = new ProcessBuilder("sleep", "600").start();
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
			assertThat(this.sockets.ownerOf(socket.getLocalPort(), ProcessHandle.current())).isEqualTo(PortOwner.CHILD);
			assertThat(this.sockets.ownerOf(socket.getLocalPort(), other.toHandle())).isEqualTo(PortOwner.OTHER);
		}
		finally {
			other.destroyForcibly();
		}
	}

	@Test
	void ownerOfAPortWhoseListenerTheProcessStartedIsTheProcess() throws Exception {
		Path shimmy = FakeShimmyBinary.version("1.7.4").install(this.directory);
		Path script = this.directory.resolve("wrapper");
		Files.writeString(script, "#!/bin/sh\n" + shimmy + " \"$@\" &\nwait\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		try (ShimmyProcess wrapper = ShimmyProcess.serve(script, this.directory, Map.of(), this.directory)) {
			wrapper.awaitBound();
			List<ProcessHandle> started = wrapper.process().descendants().toList();
			try {
				assertThat(this.sockets.ownerOf(wrapper.port(), wrapper.process().toHandle()))
					.isEqualTo(PortOwner.CHILD);
			}
			finally {
				started.forEach(ProcessHandle::destroyForcibly);
			}
		}
	}

	@Test
	void ownerOfAFreePortIsUnknown() throws IOException {
		assertThat(this.sockets.ownerOf(FreePorts.range(1), ProcessHandle.current())).isEqualTo(PortOwner.UNKNOWN);
	}

	@Test
	void ownerWhereThereAreNoTablesIsUnknown() throws IOException {
		assertThat(new LinuxSockets(this.directory).ownerOf(1, ProcessHandle.current())).isEqualTo(PortOwner.UNKNOWN);
	}

	/** Kernels before 4.4 list such a connection between two listeners. */
	@Test
	void listenerAfterAConnectionThatIsAboutToBeAcceptedIsFound() throws IOException {
		Path net = Files.createDirectory(this.directory.resolve("net"));
		Files.writeString(net.resolve("tcp"), """
				  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
				   0: 0100007F:1000 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4710 1 0 100
				   1: 0100007F:1000 0100007F:2000 03 00000000:00000000 00:00000000 00000000  1000        0 0 1 0 100
				   2: 0100007F:2CAB 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100
				""");
		Path self = this.directory.resolve(Long.toString(ProcessHandle.current().pid()));
		Files.createSymbolicLink(Files.createDirectories(self.resolve("fd")).resolve("3"), Path.of("socket:[4711]"));
		assertThat(new LinuxSockets(this.directory).ownerOf(0x2CAB, ProcessHandle.current()))
			.isEqualTo(PortOwner.CHILD);
	}

	@Test
	void ownerWhoseFilesMayNotBeReadIsUnknown() throws IOException {
		Path net = Files.createDirectory(this.directory.resolve("net"));
		Files.writeString(net.resolve("tcp"), """
				  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
				   0: 0100007F:2CAB 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100
				   1: 0100007F:2CAB 0100007F:1000 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100
				   2: garbage
				""");
		// A file in place of the descriptors' directory fails like a forbidden one.
		Path self = Files.createDirectory(this.directory.resolve(Long.toString(ProcessHandle.current().pid())));
		Path descriptors = Files.createFile(self.resolve("fd"));
		assertThat(new LinuxSockets(this.directory).ownerOf(0x2CAB, ProcessHandle.current()))
			.isEqualTo(PortOwner.UNKNOWN);
		Files.delete(descriptors);
		Files.createSymbolicLink(Files.createDirectory(descriptors).resolve("3"), Path.of("socket:[4711]"));
		Files.createSymbolicLink(descriptors.resolve("4"), Path.of("pipe:[12]"));
		assertThat(new LinuxSockets(this.directory).ownerOf(0x2CAB, ProcessHandle.current()))
			.isEqualTo(PortOwner.CHILD);
	}

}
