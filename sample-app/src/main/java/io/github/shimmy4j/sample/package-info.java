/** A chat application on a local shimmy server, as a user would write it. */
@NullMarked
package io.github.shimmy4j.sample;

import org.jspecify.annotations.NullMarked;
