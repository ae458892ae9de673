/** Who is served next: a fair, bounded queue before the slots of a server. */
@NullMarked
package io.github.shimmy4j.gateway.admission;

import org.jspecify.annotations.NullMarked;
