package dev.slipway.migration.aws;

/**
 * What is asked of AWS, as messages name it.
 *
 * @param api the part of AWS that is asked
 * @param failed how the message of a failure begins: {@code Cannot read secret 'x'}
 * @param id its name or ARN
 * @param name what is wanted: {@code secret 'x'}
 */
record Wanted(AwsApi api, String failed, String id, String name) {
    static Wanted read(AwsApi api, String id, String name) {
        return new Wanted(api, "Cannot read " + name, id, name);
    }

    /** A region in an ARN is not where the client asks. */
    String otherRegion(String region) {
        String[] arn = id.split(":", -1);
        return arn.length > 5 && arn[0].equals("arn") && !arn[3].equals(region)
                ? "; its ARN is of region '" + arn[3] + "'"
                : "";
    }
}
