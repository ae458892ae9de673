package io.github.shimmy4j.binary;

import java.nio.file.Path;

import io.github.shimmy4j.capability.ServerCapabilities;
import io.github.shimmy4j.capability.ServerVersion;

/**
 * A shimmy that was run once and said which it is.
 *
 * @param path the program
 * @param version what it printed for {@code --version}
 * @param capabilities what that version can do
 */
public record ShimmyBinary(Path path, ServerVersion version, ServerCapabilities capabilities) {
}
