package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;

/**
 * The health command of the container: prints how far the run is, and ends with 1 if it failed or has not begun. It uses
 * few classes, since it is started every few seconds beside the run, on the same quarter of a CPU.
 */
final class Health {
    private static final int LONGEST_STATUS = 1024;

    private Health() {}

    /** @param args the path of the status file */
    public static void main(String[] args) {
        byte[] status;
        try (var file = new FileInputStream(args[0])) {
            status = file.readNBytes(LONGEST_STATUS);
        } catch (IOException absent) {
            status = "not started\n".getBytes(UTF_8);
            System.out.write(status, 0, status.length);
            System.out.flush();
            System.exit(1);
        }
        System.out.write(status, 0, status.length);
        System.out.flush();
        if (status.length == 0 || new String(status, UTF_8).startsWith(Status.FAILED)) {
            System.exit(1);
        }
    }
}
