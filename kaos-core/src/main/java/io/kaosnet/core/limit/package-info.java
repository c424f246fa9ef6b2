/// Rate limits: token buckets per user, address and operation for calls, one for each socket. Owns
/// no table and no thread; time is an argument.
@NullMarked
package io.kaosnet.core.limit;

import org.jspecify.annotations.NullMarked;
