@NullMarked
package io.kaosnet.protocol.json;

import org.jspecify.annotations.NullMarked;
