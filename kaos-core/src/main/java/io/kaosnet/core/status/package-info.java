/// Who is online and what they say of it. Follows and statuses are presences on the status stream
/// of a user: a follower is a hidden one. Owns no table. Needs users by name through
/// [io.kaosnet.core.status.StatusUsers], which the account feature fills.
@NullMarked
package io.kaosnet.core.status;

import org.jspecify.annotations.NullMarked;
