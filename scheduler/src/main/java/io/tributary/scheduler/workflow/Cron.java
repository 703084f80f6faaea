// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time that comes again, as Quartz writes it: {@code seconds minutes hours day-of-month month day-of-week [year]}.
 *
 * @param text six or seven fields
 */
public record Cron(String text) {
    private static final String DAYS = "SUN MON TUE WED THU FRI SAT";
    private static final String MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC";
    private static final int DAY_OF_MONTH = 3;
    private static final int DAY_OF_WEEK = 5;
    private static final int FIELDS_MIN = 6;
    private static final List<Field> FIELDS = List.of(
            new Field("seconds", 0, 59, ""),
            new Field("minutes", 0, 59, ""),
            new Field("hours", 0, 23, ""),
            new Field("day of month", 1, 31, ""),
            new Field("month", 1, 12, MONTHS),
            new Field("day of week", 1, 7, DAYS),
            new Field("year", 1970, 2099, ""));
    private static final Pattern PART = Pattern.compile("([0-9A-Z*]+)(?:-([0-9A-Z]+))?(?:/([0-9]{1,4}))?");
    private static final Pattern LAST_DAY = Pattern.compile("L(-[0-9]{1,2})?|LW|[0-9]{1,2}W");
    private static final Pattern LAST_WEEKDAY = Pattern.compile("[1-7]L|L|[1-7]#[1-5]|[A-Z]{3}L|[A-Z]{3}#[1-5]");

    /** Checks the fields. */
    public Cron {
        text = text.strip().replaceAll("\\s+", " ");
        String[] fields = text.toUpperCase(Locale.ROOT).split(" ", -1);
        if (fields.length < FIELDS_MIN || fields.length > FIELDS.size()) {
            throw new InvalidInputException("schedule '" + text + "' has " + fields.length
                    + " fields, want 6 or 7: seconds minutes hours day-of-month month day-of-week [year]");
        }
        for (int i = 0; i < fields.length; i++) {
            check(text, i, fields[i]);
        }
        if (fields[DAY_OF_MONTH].equals("?") == fields[DAY_OF_WEEK].equals("?")) {
            throw new InvalidInputException(
                    "schedule '" + text + "': want ? for exactly one of day of month and day of week");
        }
    }

    private static void check(String text, int index, String value) {
        Field field = FIELDS.get(index);
        if (value.equals("?") && (index == DAY_OF_MONTH || index == DAY_OF_WEEK)) {
            return;
        }
        for (String part : value.split(",", -1)) {
            boolean special = index == DAY_OF_MONTH && LAST_DAY.matcher(part).matches()
                    || index == DAY_OF_WEEK && LAST_WEEKDAY.matcher(part).matches();
            if (!special && !field.accepts(part)) {
                throw new InvalidInputException("schedule '" + text + "': " + field.name + " is '" + part + "', want "
                        + field.first + " to " + field.last);
            }
        }
    }

    private record Field(String name, int first, int last, String words) {
        boolean accepts(String part) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                return false;
            }
            boolean any = matcher.group(1).equals("*");
            int from = any ? first : number(matcher.group(1));
            int to = matcher.group(2) == null ? from : number(matcher.group(2));
            int step = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
            boolean days = words.equals(DAYS);
            return within(from)
                    && within(to)
                    && (from <= to || days)
                    && step >= 1
                    && step <= last
                    && !(any && matcher.group(2) != null);
        }

        private boolean within(int value) {
            return value >= first && value <= last;
        }

        private int number(String text) {
            if (text.matches("[0-9]{1,4}")) {
                return Integer.parseInt(text);
            }
            List<String> names = List.of(words.split(" "));
            return names.contains(text) && !words.isEmpty() ? names.indexOf(text) + 1 : -1;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
