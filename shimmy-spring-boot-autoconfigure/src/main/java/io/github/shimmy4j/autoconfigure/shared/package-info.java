/** The server of this user's daemon, shared with other programs. */
@NullMarked
package io.github.shimmy4j.autoconfigure.shared;

import org.jspecify.annotations.NullMarked;
