package io.github.shimmy4j.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a file looked like when it was verified.
 *
 * @param sizeBytes size in bytes
 * @param modifiedMillis time of its last change, in milliseconds since 1970
 * @param sha256 digest that it had
 */
record FileStamp(long sizeBytes, long modifiedMillis, String sha256) {

	/** The stamp that a file would have if its digest were this one. */
	static FileStamp of(Path file, String sha256) throws IOException {
		BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
		return new FileStamp(attributes.size(), attributes.lastModifiedTime().toMillis(), sha256);
	}

	/** The stamp of a file that has to be read, since none of size 0 was ever wanted. */
	static FileStamp ofNoFile(String sha256) {
		return new FileStamp(0, 0, sha256);
	}

}
