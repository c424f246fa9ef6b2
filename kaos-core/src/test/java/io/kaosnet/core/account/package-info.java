@NullMarked
package io.kaosnet.core.account;

import org.jspecify.annotations.NullMarked;
