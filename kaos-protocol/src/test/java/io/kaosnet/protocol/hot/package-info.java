@NullMarked
package io.kaosnet.protocol.hot;

import org.jspecify.annotations.NullMarked;
