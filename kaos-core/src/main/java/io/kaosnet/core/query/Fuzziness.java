package io.kaosnet.core.query;

/// Edit distance with a bound, in code units.
final class Fuzziness {
    static final int MAX_DISTANCE = 2;

    private Fuzziness() {}

    static boolean isWithin(String a, String b, int distance) {
        if (Math.abs(a.length() - b.length()) > distance) {
            return false;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            int best = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
                best = Math.min(best, row[j]);
            }
            if (best > distance) {
                return false;
            }
        }
        return row[b.length()] <= distance;
    }
}
