/** Questions to a running server: does it listen, is it ours, can it generate? */
@NullMarked
package io.github.shimmy4j.probe;

import org.jspecify.annotations.NullMarked;
