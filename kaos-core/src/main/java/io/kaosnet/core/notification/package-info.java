/// Notices to users: pushed to their sockets and, if persistent, kept until read and deleted.
/// Table: `notification`. Blocks; runs on virtual threads. Calls no other feature; features that
/// tell users something store their notices in their own transaction and push them after it.
@NullMarked
package io.kaosnet.core.notification;

import org.jspecify.annotations.NullMarked;
