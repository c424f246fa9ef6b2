@NullMarked
package io.kaosnet.core.notification;

import org.jspecify.annotations.NullMarked;
