/// Parties: small groups that stay together through matches. Members are presences on the party's
/// stream; what else a party knows is in memory on its node. Owns no table; calls the
/// matchmaker.
@NullMarked
package io.kaosnet.core.party;

import org.jspecify.annotations.NullMarked;
