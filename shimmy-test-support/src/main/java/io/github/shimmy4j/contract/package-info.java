/**
 * What shimmy4j leans on in shimmy, as tests that the fake and the real server both pass.
 */
@NullMarked
package io.github.shimmy4j.contract;

import org.jspecify.annotations.NullMarked;
