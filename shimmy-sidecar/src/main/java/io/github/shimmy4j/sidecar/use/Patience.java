package io.github.shimmy4j.sidecar.use;

import java.time.Duration;

/**
 * How long a server may be silent in one answer.
 *
 * @param firstToken longest silence before the first token, or of a whole answer
 * @param betweenTokens longest silence after a token
 * @param whole whether the server is known to be silent until its whole answer is there
 */
public record Patience(Duration firstToken, Duration betweenTokens, boolean whole) {

}
