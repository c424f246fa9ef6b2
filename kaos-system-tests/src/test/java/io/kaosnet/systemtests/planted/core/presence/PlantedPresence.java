package io.kaosnet.systemtests.planted.core.presence;

import io.kaosnet.systemtests.planted.core.status.PlantedStatus;
import org.jspecify.annotations.Nullable;

/// Breaks the rules that the kernel knows no feature and that packages have no cycles.
public record PlantedPresence(@Nullable PlantedStatus status) {}
