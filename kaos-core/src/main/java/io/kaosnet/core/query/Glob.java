package io.kaosnet.core.query;

import java.util.BitSet;

/// A pattern of `*` (any run) and `?` (any one character) over a whole text. Immutable.
public final class Glob {
    private final String pattern;
    private final BitSet literal;

    /// @param literal positions of `*` and `?` that stand for themselves
    Glob(String pattern, BitSet literal) {
        this.pattern = pattern;
        this.literal = (BitSet) literal.clone();
    }

    /// Whether every text matches.
    public boolean isAnything() {
        return pattern.equals("*") && !literal.get(0);
    }

    /// The characters before the first wildcard, for an index to start from.
    public String prefix() {
        int end = 0;
        while (end < pattern.length() && !isStar(end) && !isAnyOne(end)) {
            end++;
        }
        return pattern.substring(0, end);
    }

    public boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && isStar(p)) {
                star = p++;
                resume = t;
            } else if (p < pattern.length()
                    && (isAnyOne(p) || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && isStar(p)) {
            p++;
        }
        return p == pattern.length();
    }

    private boolean isStar(int position) {
        return pattern.charAt(position) == '*' && !literal.get(position);
    }

    private boolean isAnyOne(int position) {
        return pattern.charAt(position) == '?' && !literal.get(position);
    }

    @Override
    public String toString() {
        return pattern;
    }
}
