/// JMH for what happens to every message: codec, router, fan-out. `./kaosnet bench jmh`.
@NullMarked
package io.kaosnet.bench.micro;

import org.jspecify.annotations.NullMarked;
