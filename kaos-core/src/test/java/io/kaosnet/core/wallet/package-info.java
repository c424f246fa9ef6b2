@NullMarked
package io.kaosnet.core.wallet;

import org.jspecify.annotations.NullMarked;
