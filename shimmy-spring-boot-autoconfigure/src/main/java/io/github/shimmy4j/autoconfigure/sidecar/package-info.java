/** The sidecar as a bean: when it is launched, when it is waited for, when it ends. */
@NullMarked
package io.github.shimmy4j.autoconfigure.sidecar;

import org.jspecify.annotations.NullMarked;
