package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** Finds out how a file is encoded, with the answers that Flyway gives: its checksums depend on them. */
final class Encodings {
    private static final Pattern ENCODING = Pattern.compile("(?m)^[ \\t]*encoding[ \\t]*=[ \\t]*(\\S+)[ \\t]*$");

    private Encodings() {}

    /** Of a file: what its script configuration says, else what its bytes tell if that is asked for, else what is set. */
    static Charset of(ChangelogFile file, Changelog changelog, Configuration configuration) {
        Optional<String> own = changelog
                .file(file.path() + ".conf")
                .map(conf -> ENCODING.matcher(conf.text(configuration.getEncoding())))
                .filter(Matcher::find)
                .map(match -> match.group(1));
        if (own.isPresent()) {
            return named(own.get(), file);
        }
        return configuration.isDetectEncoding() ? detect(file.bytes()) : configuration.getEncoding();
    }

    private static Charset named(String name, ChangelogFile file) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new FlywayException("'" + file.path() + ".conf' names the encoding '" + name
                    + "', which is unknown here: name one like 'UTF-8'");
        }
    }

    static Charset detect(byte[] bytes) {
        boolean even = bytes.length % 2 == 0;
        Charset marked = even ? byMark(bytes) : null;
        if (marked != null) {
            return marked;
        }
        return even && everyOtherByteIsMostlyZero(bytes) ? UTF_16 : isUtf8(bytes) ? UTF_8 : ISO_8859_1;
    }

    private static @Nullable Charset byMark(byte[] bytes) {
        if (bytes.length < 2) {
            return null;
        }
        int first = Byte.toUnsignedInt(bytes[0]);
        int second = Byte.toUnsignedInt(bytes[1]);
        if (first == 0xFE && second == 0xFF) {
            return UTF_16BE;
        }
        return first == 0xFF && second == 0xFE ? UTF_16LE : null;
    }

    private static boolean everyOtherByteIsMostlyZero(byte[] bytes) {
        int zeros = 0;
        for (int i = 1; i < bytes.length; i += 2) {
            zeros += bytes[i] == 0 ? 1 : -1;
        }
        return zeros > 0;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
