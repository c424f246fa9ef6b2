/// Tests of logging in, tokens and accounts, on every database.
@NullMarked
package io.kaosnet.core.auth;

import org.jspecify.annotations.NullMarked;
