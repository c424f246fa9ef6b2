/// What the tests of notifications, friends, groups and chat share.
@NullMarked
package io.kaosnet.core.social;

import org.jspecify.annotations.NullMarked;
