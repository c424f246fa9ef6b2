package io.kaosnet.bench.micro;

import java.io.IOException;
import org.openjdk.jmh.Main;

/// `./kaosnet bench jmh`: JMH's own command line, over the benchmarks of this package. Pure
/// functions.
public final class MicroBench {
    private MicroBench() {}

    /// @param arguments as JMH takes them: a pattern of names, `-wi`, `-i`, `-f`, `-h` for all
    public static void main(String[] arguments) throws IOException {
        Main.main(arguments);
    }
}
