/**
 * What clients see: routes, requests, answers and refusals.
 */
@NullMarked
package io.github.shimmy4j.engine.http;

import org.jspecify.annotations.NullMarked;
