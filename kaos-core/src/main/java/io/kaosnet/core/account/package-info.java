/// Who the users are: profiles, look-up, deletion. Tables: `users`, `user_device` (with
/// [io.kaosnet.core.auth]), `user_tombstone`. Everything blocks; runs on virtual threads.
@NullMarked
package io.kaosnet.core.account;

import org.jspecify.annotations.NullMarked;
