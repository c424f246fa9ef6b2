/// Work at a time: cron schedules, and jobs that survive restarts. Owns the table `job`. A job
/// runs on a virtual thread, once for each time it is due, on one of the servers of a database.
/// Kernel: knows no feature.
@NullMarked
package io.kaosnet.core.job;

import org.jspecify.annotations.NullMarked;
