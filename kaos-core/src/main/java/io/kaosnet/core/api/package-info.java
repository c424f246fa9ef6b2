/// The one table of calls: endpoints, who calls, what may fail, and the chain every call goes
// through whatever gateway it came in by.
@NullMarked
package io.kaosnet.core.api;

import org.jspecify.annotations.NullMarked;
