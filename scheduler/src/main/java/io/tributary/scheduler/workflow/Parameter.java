// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import io.tributary.protocol.error.InvalidInputException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parameter of a workflow. Its value is pasted into commands, so that no value may hold a character that a shell reads.
 *
 * @param name {@code [a-z][a-z0-9_]*}
 * @param type what its values look like
 * @param standard the value where a run gives none; empty if a run must give one
 * @param description one sentence
 */
public record Parameter(String name, Type type, Optional<String> standard, String description) {
    /** Names that the scheduler or this program gives a meaning of its own. */
    public static final String RESERVED_PREFIX = "tributary_";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
    private static final Pattern DATE_EXPRESSION = Pattern.compile("\\$\\[yyyy-MM-dd(?:([+-])([0-9]{1,4}))?]");

    /** Checks the name and the value by default. */
    public Parameter {
        if (!NAME.matcher(name).matches() || name.startsWith(RESERVED_PREFIX)) {
            throw new InvalidInputException(
                    "parameter is '" + name + "', want [a-z][a-z0-9_]* that does not begin with " + RESERVED_PREFIX);
        }
        if (standard.isPresent() && !isDateExpression(type, standard.get())) {
            type.check(name, standard.get());
        }
    }

    /** What the values of a parameter look like. */
    public enum Type {
        /** Letters, digits and {@code . _ : / @ , + = -}. */
        STRING(Pattern.compile("[A-Za-z0-9._:/@,+=-]{0,200}"), "letters, digits and . _ : / @ , + = -"),
        /** A whole number. */
        INTEGER(Pattern.compile("-?[0-9]{1,18}"), "a whole number"),
        /** {@code true} or {@code false}. */
        BOOLEAN(Pattern.compile("true|false"), "true or false"),
        /** A day as {@code 2026-01-31}; by default also {@code $[yyyy-MM-dd-1]}, counted from the day of the run. */
        DATE(Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a day as 2026-01-31");

        private final Pattern pattern;
        private final String want;

        Type(Pattern pattern, String want) {
            this.pattern = pattern;
            this.want = want;
        }

        /** The word in a workflow file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The type of a word in a workflow file. */
        static Optional<Type> of(String word) {
            for (Type type : values()) {
                if (type.word().equals(word)) {
                    return Optional.of(type);
                }
            }
            return Optional.empty();
        }

        /**
         * Checks a value.
         *
         * @throws InvalidInputException if it is of another kind
         */
        public void check(String parameter, String value) {
            boolean fits = pattern.matcher(value).matches();
            if (fits && this == DATE) {
                fits = isDay(value);
            }
            if (!fits) {
                throw new InvalidInputException("parameter " + parameter + " is '" + value + "', want " + want);
            }
        }

        private static boolean isDay(String value) {
            try {
                LocalDate.parse(value);
                return true;
            } catch (DateTimeParseException e) {
                return false;
            }
        }
    }

    private static boolean isDateExpression(Type type, String value) {
        return type == Type.DATE && DATE_EXPRESSION.matcher(value).matches();
    }

    /** The value by default on a day, where there is one. */
    public Optional<String> standardOn(LocalDate day) {
        if (standard.isEmpty() || !isDateExpression(type, standard.get())) {
            return standard;
        }
        Matcher matcher = DATE_EXPRESSION.matcher(standard.get());
        if (!matcher.matches() || matcher.group(2) == null) {
            return Optional.of(day.toString());
        }
        long days = Long.parseLong(matcher.group(2));
        return Optional.of(
                day.plusDays("-".equals(matcher.group(1)) ? -days : days).toString());
    }
}
