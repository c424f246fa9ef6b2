/// Puts the server together: configuration, gateways, features, in readable order, and main.
@NullMarked
package io.kaosnet.server;

import org.jspecify.annotations.NullMarked;
