package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.Ruler;

/** The rule that tells of failed tasks, judged by the library that EventBridge judges with. */
class FailureEventTest {
    private static final String ECS = "arn:aws:ecs:eu-west-1:123456789012:";

    private static String rule;

    @BeforeAll
    static void read() throws Exception {
        rule = Files.readString(Path.of("deploy", "events", "task-failed.json.tftpl"))
                .replace("${jsonencode(cluster_arn)}", "\"" + ECS + "cluster/app\"")
                .replace("${jsonencode(task_definition_prefix)}", "\"" + ECS + "task-definition/app:\"");
    }

    @Test
    void aTaskThatFailedIsTold() throws Exception {
        assertThat(isTold("STOPPED", "app:7", "EssentialContainerExited", "7")).isTrue();
        assertThat(isTold("STOPPED", "app:8", "EssentialContainerExited", "137"))
                .isTrue();
    }

    @Test
    void aTaskThatNeverStartedIsTold() throws Exception {
        assertThat(isTold("STOPPED", "app:7", "TaskFailedToStart", "")).isTrue();
    }

    @Test
    void aTaskThatIsDoneOrStillRunsIsNotTold() throws Exception {
        assertThat(isTold("STOPPED", "app:7", "EssentialContainerExited", "0")).isFalse();
        assertThat(isTold("RUNNING", "app:7", "", "")).isFalse();
    }

    @Test
    void otherTasksAreNotTold() throws Exception {
        assertThat(isTold("STOPPED", "app-web:7", "EssentialContainerExited", "7"))
                .isFalse();
    }

    private static boolean isTold(String status, String definition, String stopCode, String exitCode) throws Exception {
        String event = """
                {
                  "source": "aws.ecs",
                  "detail-type": "ECS Task State Change",
                  "detail": {
                    "clusterArn": "%scluster/app",
                    "taskDefinitionArn": "%stask-definition/%s",
                    "lastStatus": "%s",
                    %s
                    "containers": [{"name": "migration" %s}]
                  }
                }
                """.formatted(
                        ECS,
                        ECS,
                        definition,
                        status,
                        stopCode.isEmpty() ? "" : "\"stopCode\": \"" + stopCode + "\",",
                        exitCode.isEmpty() ? "" : ", \"exitCode\": " + exitCode);
        return Ruler.matchesRule(event, rule);
    }
}
