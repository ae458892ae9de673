/** Fixtures shared by several modules: other JVMs, odd files, rules of architecture. */
@NullMarked
package io.github.shimmy4j.support;

import org.jspecify.annotations.NullMarked;
