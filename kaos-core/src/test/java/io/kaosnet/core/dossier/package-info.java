@NullMarked
package io.kaosnet.core.dossier;

import org.jspecify.annotations.NullMarked;
