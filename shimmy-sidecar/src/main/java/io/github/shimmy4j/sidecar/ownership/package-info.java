/** Records the servers of this user, and ends those of killed applications. */
@NullMarked
package io.github.shimmy4j.sidecar.ownership;

import org.jspecify.annotations.NullMarked;
