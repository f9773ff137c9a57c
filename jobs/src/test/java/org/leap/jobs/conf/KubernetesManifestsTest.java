package org.leap.jobs.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.jobs.PublishedData;

/** The manifests for the Spark operator, against the schemas of its resources. */
final class KubernetesManifestsTest {
  private static final Path FOLDER = Path.of("..", "conf", "kubernetes");
  private static final YAMLMapper YAML = new YAMLMapper();

  private static Set<String> problems(JsonNode manifest, String schemaFile) throws IOException {
    JsonNode definition = YAML.readTree(PublishedData.schema(schemaFile).toFile());
    JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
    close(schema);
    JsonSchema validator =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    Set<String> problems = new TreeSet<>();
    for (ValidationMessage message : validator.validate(manifest)) {
      problems.add(message.getMessage());
    }
    return problems;
  }

  /** A misspelt key, which Kubernetes drops without a word, is to be found. */
  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.path("properties").isEmpty()
        && object.path("type").asText().equals("object")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(KubernetesManifestsTest::close);
  }

  @ParameterizedTest
  @CsvSource({
    "spark-application.yaml, sparkoperator.k8s.io_sparkapplications.yaml",
    "scheduled-spark-application.yaml, sparkoperator.k8s.io_scheduledsparkapplications.yaml"
  })
  @Tag(PublishedData.TAG)
  void manifestFitsTheSchemaOfItsKind(String manifest, String schema) throws IOException {
    JsonNode application = YAML.readTree(FOLDER.resolve(manifest).toFile());
    // The schema of a resource leaves the metadata to Kubernetes.
    ((ObjectNode) application).putObject("metadata");
    assertEquals(Set.of(), problems(application, schema));
  }

  @Test
  @Tag(PublishedData.TAG)
  void aMisspeltKeyWouldBeFound() throws IOException {
    JsonNode application = YAML.readTree(FOLDER.resolve("spark-application.yaml").toFile());
    ((ObjectNode) application).putObject("metadata");
    ((ObjectNode) application.at("/spec/driver")).put("memroy", "4g");
    ((ObjectNode) application.at("/spec")).put("mode", "clutser");
    Set<String> problems = problems(application, "sparkoperator.k8s.io_sparkapplications.yaml");
    assertTrue(problems.stream().anyMatch(p -> p.contains("memroy")), problems::toString);
    assertTrue(problems.stream().anyMatch(p -> p.contains("$.spec.mode")), problems::toString);
  }

  @ParameterizedTest
  @CsvSource({"spark-application.yaml, /spec", "scheduled-spark-application.yaml, /spec/template"})
  void manifestSaysWhatThePropertyFileSays(String manifest, String at) throws IOException {
    JsonNode spec = YAML.readTree(FOLDER.resolve(manifest).toFile()).at(at);
    Properties file = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("../conf/spark/kubernetes.conf"))) {
      file.load(reader);
    }
    for (String side : new String[] {"driver", "executor"}) {
      JsonNode pod = spec.path(side);
      String prefix = "spark." + side + ".";
      assertEquals(file.getProperty(prefix + "memory"), pod.path("memory").asText());
      assertEquals(
          file.getProperty(prefix + "memoryOverhead"), pod.path("memoryOverhead").asText());
      assertEquals(file.getProperty(prefix + "extraJavaOptions"), pod.path("javaOptions").asText());
    }
    spec.path("sparkConf")
        .fields()
        .forEachRemaining(
            entry ->
                assertEquals(
                    file.getProperty(entry.getKey()), entry.getValue().asText(), entry.getKey()));
    assertFalse(spec.path("sparkConf").isEmpty());
  }

  /** Of its definition; Kubernetes drops any other without a word. */
  private static void assertKeys(JsonNode object, String... known) {
    object.fieldNames().forEachRemaining(key -> assertTrue(List.of(known).contains(key), key));
    assertFalse(object.isEmpty());
  }

  @Test
  void theManifestForApachesOperatorHasKeysOfItsKindAlone() throws IOException {
    JsonNode manifest = YAML.readTree(FOLDER.resolve("apache-spark-application.yaml").toFile());
    assertEquals("spark.apache.org/v1", manifest.path("apiVersion").asText());
    JsonNode spec = manifest.path("spec");
    assertKeys(
        spec,
        "applicationTolerations",
        "deploymentMode",
        "driverArgs",
        "driverSpec",
        "executorSpec",
        "jars",
        "mainClass",
        "runtimeVersions",
        "sparkConf");
    assertKeys(spec.path("runtimeVersions"), "sparkVersion", "scalaVersion", "jdkVersion");
    assertKeys(spec.path("applicationTolerations"), "resourceRetainPolicy", "restartConfig");
    assertKeys(
        spec.at("/applicationTolerations/restartConfig"),
        "restartPolicy",
        "maxRestartAttempts",
        "restartBackoffMillis");
  }

  /** Settings of the property file, and templates of the pods, word for word. */
  @Test
  void theManifestForApachesOperatorSaysWhatThePropertyFileSays() throws IOException {
    JsonNode spec =
        YAML.readTree(FOLDER.resolve("apache-spark-application.yaml").toFile()).path("spec");
    Properties file = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("../conf/spark/kubernetes.conf"))) {
      file.load(reader);
    }
    // Where to submit to is what the operator knows, and the templates are in the manifest.
    List.of("spark.master", "spark.submit.deployMode").forEach(file::remove);
    file.keySet().removeIf(key -> key.toString().endsWith("podTemplateFile"));
    Properties manifest = new Properties();
    spec.path("sparkConf")
        .fields()
        .forEachRemaining(entry -> manifest.put(entry.getKey(), entry.getValue().asText()));
    assertEquals(file, manifest);
    for (String side : List.of("driver", "executor")) {
      ObjectNode pod = (ObjectNode) YAML.readTree(FOLDER.resolve(side + "-pod.yaml").toFile());
      pod.remove(List.of("apiVersion", "kind"));
      assertEquals(pod, spec.at("/" + side + "Spec/podTemplateSpec"), side);
    }
  }
}
