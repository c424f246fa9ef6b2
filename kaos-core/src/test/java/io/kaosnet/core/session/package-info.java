@NullMarked
package io.kaosnet.core.session;

import org.jspecify.annotations.NullMarked;
