/// gRPC: the endpoint table as unary methods, on the same event loops as everything else.
@NullMarked
package io.kaosnet.server.gateway.grpc;

import org.jspecify.annotations.NullMarked;
