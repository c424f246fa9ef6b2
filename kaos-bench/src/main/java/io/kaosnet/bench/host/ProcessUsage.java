package io.kaosnet.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What processes cost, as the kernel accounts for it (proc(5)). Immutable.
public final class ProcessUsage {
    /// Ticks of user and system time; 100 a second on every Linux that this runs on.
    private static final double TICKS_PER_SECOND = 100;

    private static final Path PROC = Path.of("/proc");
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private final long pid;
    private final boolean withChildren;

    /// @param pid 0 when it is not known: everything is NaN then
    public ProcessUsage(long pid, boolean withChildren) {
        this.pid = pid;
        this.withChildren = withChildren;
    }

    public long pid() {
        return pid;
    }

    public boolean isKnown() {
        return pid > 0;
    }

    /// User and system time so far.
    public double cpuSeconds() {
        if (!isKnown()) {
            return Double.NaN;
        }
        double seconds = cpuSeconds(pid);
        if (withChildren) {
            Optional<ProcessHandle> handle = ProcessHandle.of(pid);
            if (handle.isPresent()) {
                for (ProcessHandle child : handle.get().descendants().toList()) {
                    double own = cpuSeconds(child.pid());
                    seconds += Double.isNaN(own) ? 0 : own;
                }
            }
        }
        return seconds;
    }

    /// Memory that is resident.
    public double rssKb() {
        if (!isKnown()) {
            return Double.NaN;
        }
        try {
            List<String> lines = Files.readAllLines(PROC.resolve(pid + "/status"));
            for (String line : lines) {
                if (line.startsWith("VmRSS:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
            return Double.NaN;
        } catch (IOException _) {
            // The process is gone, or this is not Linux.
            return Double.NaN;
        }
    }

    private static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(PROC.resolve(pid + "/stat"));
            // The name is in parentheses and may itself have blanks and parentheses.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]))
                    / TICKS_PER_SECOND;
        } catch (IOException _) {
            // The process is gone, or this is not Linux.
            return Double.NaN;
        }
    }
}
