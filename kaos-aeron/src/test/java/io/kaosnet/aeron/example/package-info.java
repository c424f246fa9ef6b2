/// The examples are run by the build.
@NullMarked
package io.kaosnet.aeron.example;

import org.jspecify.annotations.NullMarked;
