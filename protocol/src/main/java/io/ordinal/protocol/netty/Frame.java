package io.ordinal.protocol.netty;

import io.ordinal.protocol.Message;

/**
 * A message as it came from a connection.
 *
 * @param bytes what it took on the wire: what it costs of the connection's credit until it is answered
 */
record Frame(long correlation, Message message, int bytes) {}
