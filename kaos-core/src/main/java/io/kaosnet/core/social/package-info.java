/// Notifications, friends, groups and chat as game code sees them: texts become values, refusals
/// become errors of the runtime. Owns nothing; runs on the caller's thread.
@NullMarked
package io.kaosnet.core.social;

import org.jspecify.annotations.NullMarked;
