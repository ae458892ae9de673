package io.github.shimmy4j.support;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Obstacles that another program may have put in the place of one of our files. */
public enum OddFile {

	/** A link to a missing file: creating the file fails, and so does opening it. */
	DANGLING_LINK("a symbolic link"),

	/** A link to a file of another program. */
	LINK("a symbolic link"),

	/** Opening it hangs for ever, since no process writes to it. */
	FIFO("a FIFO, a socket or a device"),

	/** With something in it, so that it cannot be replaced. */
	DIRECTORY("a directory");

	private final String words;

	OddFile(String words) {
		this.words = words;
	}

	/** Its name in a failure message. */
	public String words() {
		return this.words;
	}

	/** Creates it at this path. */
	public Path put(Path file) throws IOException, InterruptedException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		switch (this) {
			case DANGLING_LINK -> Files.createSymbolicLink(file, file.resolveSibling("nowhere"));
			case LINK -> Files.createSymbolicLink(file, Files.writeString(victim(file), "precious"));
			case FIFO -> {
				Process maker = new ProcessBuilder("mkfifo", file.toString()).inheritIO().start();
				if (maker.waitFor() != 0) {
					throw new IOException("mkfifo ended with " + maker.exitValue());
				}
			}
			case DIRECTORY -> Files.writeString(Files.createDirectory(file).resolve("inside"), "precious");
		}
		return file;
	}

	/** The file that a link of {@link #LINK} leads to. */
	public static Path victim(Path file) {
		return file.resolveSibling("victim");
	}

	/** A file of one tebibyte that takes no room. */
	public static Path huge(Path file) throws IOException {
		try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(1L << 40);
		}
		return file;
	}

}
