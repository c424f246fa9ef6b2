/// Matches. A relayed match is a stream that lives as long as somebody is on it; what one member
/// sends goes to the others on the sender's lane, with no state of its own. An authoritative match
/// runs a handler's callbacks on the match lane it is pinned to: joins, leaves and signals as they
/// come, a loop at its tick rate. Owns no table.
@NullMarked
package io.kaosnet.core.match;

import org.jspecify.annotations.NullMarked;
