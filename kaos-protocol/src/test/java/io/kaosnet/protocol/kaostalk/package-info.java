/// Tests of KaosTalk frames.
@NullMarked
package io.kaosnet.protocol.kaostalk;

import org.jspecify.annotations.NullMarked;
