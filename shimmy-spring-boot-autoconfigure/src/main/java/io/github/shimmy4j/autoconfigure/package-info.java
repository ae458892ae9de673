/** What users write: the {@code shimmy.*} properties and the connection details. */
@NullMarked
package io.github.shimmy4j.autoconfigure;

import org.jspecify.annotations.NullMarked;
