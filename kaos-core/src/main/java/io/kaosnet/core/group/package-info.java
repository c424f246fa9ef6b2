/// Groups of players: roles, requests, bans. Tables: `groups`, `group_edge`. Every change first
/// locks its group, so that the changes of one group happen one after the other. Blocks; runs on
/// virtual threads. Calls `account` (users) and `notification`; what it says in a group's chat goes
/// through [io.kaosnet.core.group.GroupChat], which the chat implements.
@NullMarked
package io.kaosnet.core.group;

import org.jspecify.annotations.NullMarked;
