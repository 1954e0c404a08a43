package dev.slipway.examples.runner;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;

/** Times in settings, as Liquibase writes them: {@code 2026-05-17}, {@code 2026-05-17 10:30:00}. */
final class Dates {
    private static final List<Function<String, Instant>> FORMS = List.of(
            text -> OffsetDateTime.parse(text).toInstant(),
            text -> LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant(),
            text -> LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant());

    private Dates() {}

    /**
     * Reads a time; without an offset it is one of the process's time zone.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Instant parse(String text) {
        String iso = text.strip().replaceFirst("^(\\S{10}) +", "$1T");
        for (var form : FORMS) {
            try {
                return form.apply(iso);
            } catch (DateTimeParseException another) {
                continue;
            } catch (DateTimeException outOfRange) {
                break;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no time such as 2026-05-17, 2026-05-17 10:30:00 or 2026-05-17T10:30:00Z");
    }
}
