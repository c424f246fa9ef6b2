/// Scenarios over HTTP: each connection asks again as soon as it is answered.
@NullMarked
package io.kaosnet.bench.rest;

import org.jspecify.annotations.NullMarked;
