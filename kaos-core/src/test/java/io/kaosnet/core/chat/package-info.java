@NullMarked
package io.kaosnet.core.chat;

import org.jspecify.annotations.NullMarked;
