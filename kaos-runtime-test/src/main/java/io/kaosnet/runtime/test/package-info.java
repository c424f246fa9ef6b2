/// The test kit for game modules: [io.kaosnet.runtime.test.GameTest] runs them in this process with
/// the server's own parts, without sockets, with time that the test moves. Owns no table and no
/// thread of its own.
@NullMarked
package io.kaosnet.runtime.test;

import org.jspecify.annotations.NullMarked;
