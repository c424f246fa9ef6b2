/// Collections of JSON objects that belong to users or to the system. Table: `storage`. Blocks;
/// runs on virtual threads.
@NullMarked
package io.kaosnet.core.storage;

import org.jspecify.annotations.NullMarked;
