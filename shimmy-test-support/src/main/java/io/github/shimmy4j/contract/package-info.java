/**
 * The behaviour of shimmy on which shimmy4j relies, as tests that the fake and the real
 * server both pass.
 */
@NullMarked
package io.github.shimmy4j.contract;

import org.jspecify.annotations.NullMarked;
