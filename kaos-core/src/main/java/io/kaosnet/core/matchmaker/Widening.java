package io.kaosnet.core.matchmaker;

/// How near another ticket's number must be to this one's, the longer it waits the less. Immutable.
///
/// @param name of the property
/// @param center this ticket's number
/// @param initial the distance allowed at first
/// @param perSec what is added each second
/// @param most the distance allowed in the end
/// @param waitMs how long the rule holds at all; afterwards any number will do
record Widening(
        String name, double center, double initial, double perSec, double most, long waitMs) {
    /// The distance allowed after waiting so long.
    double distance(long waitedMs) {
        return waitedMs >= waitMs
                ? Double.POSITIVE_INFINITY
                : Math.min(most, initial + perSec * waitedMs / 1000);
    }

    /// Whether the distance still grows.
    boolean isGrowing(long waitedMs) {
        return waitedMs < waitMs && (waitMs != Long.MAX_VALUE || distance(waitedMs) < most);
    }

    boolean admits(Ticket other, long waitedMs) {
        double distance = distance(waitedMs);
        return distance == Double.POSITIVE_INFINITY
                || Math.abs(other.properties.number(name) - center) <= distance;
    }
}
