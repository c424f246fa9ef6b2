/// The server under load: starting one, and reading what a process costs from the kernel.
@NullMarked
package io.kaosnet.bench.host;

import org.jspecify.annotations.NullMarked;
