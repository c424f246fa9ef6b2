@NullMarked
package io.kaosnet.protocol.rest;

import org.jspecify.annotations.NullMarked;
