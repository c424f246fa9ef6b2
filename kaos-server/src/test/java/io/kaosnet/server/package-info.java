/// Tests of the command line and of what the server refuses to start with.
@NullMarked
package io.kaosnet.server;

import org.jspecify.annotations.NullMarked;
