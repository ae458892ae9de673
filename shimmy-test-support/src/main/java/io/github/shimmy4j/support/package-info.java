/** Test fixtures that several modules share: other JVMs, odd files, the house's rules. */
@NullMarked
package io.github.shimmy4j.support;

import org.jspecify.annotations.NullMarked;
