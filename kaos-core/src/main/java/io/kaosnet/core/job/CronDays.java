package io.kaosnet.core.job;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The days that a schedule allows, by day of the month and of the week. Immutable.
final class CronDays {
    private final boolean isAnyOfMonth;
    private final boolean isAnyOfWeek;
    private final List<Predicate<LocalDate>> ofMonth = new ArrayList<>();
    private final List<Predicate<LocalDate>> ofWeek = new ArrayList<>();

    private CronDays(boolean isAnyOfMonth, boolean isAnyOfWeek) {
        this.isAnyOfMonth = isAnyOfMonth;
        this.isAnyOfWeek = isAnyOfWeek;
    }

    static CronDays parse(String month, String week, List<String> names) {
        CronDays days = new CronDays(isAny(month), isAny(week));
        for (String part : month.split(",", -1)) {
            days.ofMonth.add(dayOfMonth(part));
        }
        for (String part : week.split(",", -1)) {
            days.ofWeek.add(dayOfWeek(part, names));
        }
        return days;
    }

    private static boolean isAny(String text) {
        return text.equals("*") || text.equals("?");
    }

    private static Predicate<LocalDate> dayOfMonth(String part) {
        if (part.equals("l")) {
            return date -> date.getDayOfMonth() == date.lengthOfMonth();
        }
        if (part.equals("lw")) {
            return date -> date.equals(workday(date, date.lengthOfMonth()));
        }
        if (part.endsWith("w")) {
            int day = CronField.number(part.substring(0, part.length() - 1), 1, 31, List.of());
            return date -> day <= date.lengthOfMonth() && date.equals(workday(date, day));
        }
        CronField field = CronField.parse(part, 1, 31, List.of());
        return date -> field.has(date.getDayOfMonth());
    }

    /// The working day nearest to a day, in the same month.
    private static LocalDate workday(LocalDate month, int day) {
        LocalDate date = month.withDayOfMonth(day);
        return switch (date.getDayOfWeek()) {
            case SATURDAY -> day > 1 ? date.minusDays(1) : date.plusDays(2);
            case SUNDAY -> day < date.lengthOfMonth() ? date.plusDays(1) : date.minusDays(2);
            default -> date;
        };
    }

    private static Predicate<LocalDate> dayOfWeek(String part, List<String> names) {
        if (part.length() > 1 && part.endsWith("l")) {
            int day = CronField.number(part.substring(0, part.length() - 1), 0, 7, names) % 7;
            return date -> isDay(date, day) && date.getDayOfMonth() > date.lengthOfMonth() - 7;
        }
        int hash = part.indexOf('#');
        if (hash > 0) {
            int day = CronField.number(part.substring(0, hash), 0, 7, names) % 7;
            int week = CronField.number(part.substring(hash + 1), 1, 5, List.of());
            return date -> isDay(date, day) && (date.getDayOfMonth() - 1) / 7 + 1 == week;
        }
        CronField field = CronField.parse(part, 0, 7, names);
        return date -> {
            int day = date.getDayOfWeek().getValue();
            return field.has(day) || (day == 7 && field.has(0));
        };
    }

    /// @param day from 0, Sunday
    private static boolean isDay(LocalDate date, int day) {
        return date.getDayOfWeek() == (day == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(day));
    }

    boolean has(LocalDate date) {
        if (isAnyOfMonth) {
            return isAnyOfWeek || any(ofWeek, date);
        }
        return any(ofMonth, date) || (!isAnyOfWeek && any(ofWeek, date));
    }

    private static boolean any(List<Predicate<LocalDate>> rules, LocalDate date) {
        for (Predicate<LocalDate> rule : rules) {
            if (rule.test(date)) {
                return true;
            }
        }
        return false;
    }
}
