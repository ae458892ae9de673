/** The files and directories of shimmy4j, which only their owner may use. */
@NullMarked
package io.github.shimmy4j.storage;

import org.jspecify.annotations.NullMarked;
