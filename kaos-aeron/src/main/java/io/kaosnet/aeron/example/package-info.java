/// Runnable examples: a match's state to a LAN group, and to a process beside the server.
@NullMarked
package io.kaosnet.aeron.example;

import org.jspecify.annotations.NullMarked;
