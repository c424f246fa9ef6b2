/// How users prove who they are: device, e-mail, user name and custom id; session and refresh
/// tokens; links between them; revocation; lock-out. Tables: the identifiers in `users` and
/// `user_device`, `revoked_token`, `revoked_user`. Calls [io.kaosnet.core.account]. Blocks, but for
/// checking a token.
@NullMarked
package io.kaosnet.core.auth;

import org.jspecify.annotations.NullMarked;
