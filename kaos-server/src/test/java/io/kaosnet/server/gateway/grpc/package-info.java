@NullMarked
package io.kaosnet.server.gateway.grpc;

import org.jspecify.annotations.NullMarked;
