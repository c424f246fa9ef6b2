package io.kaosnet.bench;

/// An option of the command line. Immutable.
///
/// @param standard value when it is not given
/// @param quick value when it is not given but `--quick` is
public record Option(String name, String standard, String quick, String about) {
    public Option(String name, String standard, String about) {
        this(name, standard, standard, about);
    }
}
