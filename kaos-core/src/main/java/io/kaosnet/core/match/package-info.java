/// Matches. A relayed match is a stream that lives as long as somebody is on it; what one member
/// sends goes to the others on the sender's lane, with no state of its own. Owns no table.
@NullMarked
package io.kaosnet.core.match;

import org.jspecify.annotations.NullMarked;
