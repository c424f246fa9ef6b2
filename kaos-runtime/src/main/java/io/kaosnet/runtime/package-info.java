/// What game developers program against: a [io.kaosnet.runtime.KaosModule] registers functions,
/// hooks and match handlers; a [io.kaosnet.runtime.RuntimeContext] tells who calls; a
/// [io.kaosnet.runtime.Server] is the way to the server's features. Implemented by the server, and
/// by the test kit. Owns no table and no thread.
@NullMarked
package io.kaosnet.runtime;

import org.jspecify.annotations.NullMarked;
