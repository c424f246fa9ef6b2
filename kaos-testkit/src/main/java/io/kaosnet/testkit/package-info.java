/// What tests of several modules share. Knows no other room.
@NullMarked
package io.kaosnet.testkit;

import org.jspecify.annotations.NullMarked;
