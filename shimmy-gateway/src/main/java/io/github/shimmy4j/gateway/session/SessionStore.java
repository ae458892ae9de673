package io.github.shimmy4j.gateway.session;

import java.util.Optional;

import io.github.shimmy4j.gateway.admission.TooManyRequestsException;

/**
 * Keeps sessions. A bean of this type replaces the memory of the gateway, for example by
 * a database. All methods may block, since they are called on threads for such work, and
 * are called by several threads. The gateway lets the requests of a session go one after
 * another; nobody but the holder of the turn calls {@link Lease#store}.
 */
public interface SessionStore {

	/**
	 * Takes a session into use, and begins it if there is none. It neither expires nor
	 * gives way to others until the lease is closed.
	 * @param key its name
	 * @return the lease; several may be open at the same time
	 * @throws TooManyRequestsException if there is no place for one more session
	 */
	Lease open(SessionKey key);

	/** Finds a session that has messages, without using it. */
	Optional<Session> find(SessionKey key);

	/** Removes a session, also one in use; false if there is none. */
	boolean remove(SessionKey key);

	/** The use of a session by one request. */
	interface Lease extends AutoCloseable {

		/** The session as it is stored now. */
		Session session();

		/**
		 * Replaces the session by itself with one more turn. A session that was removed
		 * since the lease was opened stays removed.
		 * @param next the session with the turn
		 */
		void store(Session next);

		/** Ends the use. From now on the session may expire. */
		@Override
		void close();

	}

}
