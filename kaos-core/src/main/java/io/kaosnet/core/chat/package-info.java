/// Chat on rooms, between two users, and in groups. A channel is a stream; what is said on it may
/// be kept. Tables: `channel`, `message`. Blocks where something is kept; runs on virtual threads.
/// Calls `account` (users), `friend` (blocks), `group` (members) and `notification` (asking for a
/// direct chat).
@NullMarked
package io.kaosnet.core.chat;

import org.jspecify.annotations.NullMarked;
