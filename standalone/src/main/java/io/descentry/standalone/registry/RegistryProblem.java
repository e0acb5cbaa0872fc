package io.descentry.standalone.registry;

/** A request that is answered with one of Confluent's error codes. */
final class RegistryProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int code;

    private RegistryProblem(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** HTTP status. */
    int status() {
        return status;
    }

    /** What Confluent calls error_code. */
    int code() {
        return code;
    }

    static RegistryProblem http(int status, String message) {
        return new RegistryProblem(status, status, message);
    }

    static RegistryProblem subjectNotFound(String subject) {
        return new RegistryProblem(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryProblem versionNotFound(String version) {
        return new RegistryProblem(404, 40402, "Version " + version + " not found.");
    }

    static RegistryProblem schemaNotFound() {
        return new RegistryProblem(404, 40403, "Schema not found");
    }

    static RegistryProblem subjectSoftDeleted(String subject) {
        return new RegistryProblem(
                404, 40404, "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
    }

    static RegistryProblem subjectNotSoftDeleted(String subject) {
        return new RegistryProblem(
                404, 40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
    }

    static RegistryProblem versionSoftDeleted(String subject, int version) {
        return new RegistryProblem(
                404,
                40406,
                "Subject '" + subject + "' Version " + version
                        + " was soft deleted. Set permanent=true to delete permanently");
    }

    static RegistryProblem versionNotSoftDeleted(String subject, int version) {
        return new RegistryProblem(
                404,
                40407,
                "Subject '" + subject + "' Version " + version
                        + " was not deleted first before being permanently deleted");
    }

    static RegistryProblem noLevelOfItsOwn(String subject) {
        return new RegistryProblem(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static RegistryProblem noModeOfItsOwn(String subject) {
        return new RegistryProblem(404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
    }

    static RegistryProblem incompatible(String subject, String details) {
        return new RegistryProblem(
                409,
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                        + "\", details: " + details);
    }

    static RegistryProblem invalidSchema(String details) {
        return new RegistryProblem(422, 42201, "Invalid schema: " + details);
    }

    static RegistryProblem invalidVersion(String version) {
        return new RegistryProblem(
                422,
                42202,
                "The specified version '" + version
                        + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
    }

    static RegistryProblem invalidLevel(String level) {
        return new RegistryProblem(
                422,
                42203,
                "Invalid compatibility level " + level
                        + ". Valid values are none, backward, forward, full, backward_transitive, forward_transitive,"
                        + " and full_transitive");
    }

    static RegistryProblem notPermitted(String details) {
        return new RegistryProblem(422, 42205, "Operation not permitted: " + details);
    }

    static RegistryProblem referenced(String subject, int version) {
        return new RegistryProblem(
                422,
                42206,
                "One or more references exist to the schema {subject=" + subject + ",version=" + version + "}");
    }

    static RegistryProblem invalidSubject(String subject) {
        return new RegistryProblem(422, 42208, "The specified subject '" + subject + "' is not a valid subject.");
    }

    static RegistryProblem storeFailed(String details) {
        return new RegistryProblem(500, 50001, "Error in the backend data store - " + details);
    }
}
