/// Who is whose friend, who asked whom, who blocked whom. Table: `user_edge`, two rows for a
/// friendship; counts edges in `users.edge_count`. Blocks; runs on virtual threads. Calls
/// `account` (users), `notification` (requests and answers) and `status` (who is online).
@NullMarked
package io.kaosnet.core.friend;

import org.jspecify.annotations.NullMarked;
