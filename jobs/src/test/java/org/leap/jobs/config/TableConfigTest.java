package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.text.Concealed;

class TableConfigTest {
  private static final String REST = "\nmodel: {name: mlp}\nschedule: {learningRate: 0.1}\n";

  @TempDir Path dir;

  private DataConfig.Table table(String block) throws Exception {
    return (DataConfig.Table) DataBlocks.read(dir, block);
  }

  @Test
  void everyKeyReachesItsSetting() throws Exception {
    DataConfig.Table table =
        table(
            "{format: table, train: {table: lake.shop.`big images`, where: a > 1, version: 12},"
                + " test: {source: delta, path: /d/x, timestamp: 2026-01-31 12:00:00},"
                + " validation: {source: orc, path: /d/y}, split: 0.7, label: kind, features: [image], key: id, size: 8, channels: 3}");
    TableSet train = table.sets().train().orElseThrow();
    assertEquals(Optional.of("lake.shop.`big images`"), train.table());
    assertEquals(Optional.of("a > 1"), train.where());
    assertEquals(Optional.of("12"), train.version());
    TableSet test = table.sets().test().orElseThrow();
    assertEquals(Optional.of("delta"), test.source());
    assertEquals(Optional.of("2026-01-31 12:00:00"), test.timestamp());
    assertEquals(0.7, table.options().split());
    assertEquals(Optional.of("id"), table.key());
    assertEquals(OptionalInt.of(8), table.size());
    assertEquals(OptionalInt.of(3), table.channels());
    assertEquals(List.of("/d/y"), table.locations());
    assertTrue(table.filesKey().contains("data.train.where=\"a > 1\"\n"), table.filesKey());
  }

  @Test
  void secretsInOptionsAreShownNowhere() throws Exception {
    String block =
        "{format: table, train: {source: jdbc, options: {user: me, password: \"${DB_PASSWORD}\"}}, label: y}";
    DataConfig.Table table = table(block);
    Map<String, String> options = table.sets().train().orElseThrow().options().orElseThrow();
    assertEquals(Map.of("user", "me", "password", "sesame-street"), options);
    String key = Concealed.in(table.examplesKey());
    assertTrue(key.contains("password=\"${DB_PASSWORD}\""), key);
    assertFalse(key.contains("sesame"), key);
    String resolved =
        ConfigLoader.load(
                new ConfigFolder(dir).write("x.yaml", "data: " + block + REST),
                List.of(),
                Map.of("DB_PASSWORD", "sesame-street"))
            .yaml();
    assertTrue(resolved.contains("password: \"${DB_PASSWORD}\""), resolved);
    assertFalse(resolved.contains("sesame"), resolved);
  }

  @Test
  void aPartOfAnOptionThatIsASecretIsShownNowhere() throws Exception {
    table(
        "{format: table, train: {source: jdbc, options: {url: \"jdbc:x://db/shop?password=${DB_PASSWORD}&ssl=true\"}}, label: y}");
    assertEquals(
        "no such password as ${DB_PASSWORD}", Concealed.in("no such password as sesame-street"));
  }

  @Test
  void secretsThatAreWrittenOutAreRefused() throws Exception {
    for (String option :
        List.of(
            "password: sesame",
            "sfPassword: sesame",
            "es.net.http.auth.pass: sesame",
            "token: sesame",
            "fs.s3a.secret.key: sesame",
            "awsSecretAccessKey: sesame",
            "fs.azure.account.key.lake.dfs.core.windows.net: sesame",
            "url: \"jdbc:x://db/shop?user=me&password=sesame\"",
            "url: \"jdbc:x:mem:shop;PWD=sesame\"",
            "uri: \"mongo://me:sesame@host/shop\"")) {
      String name = option.substring(0, option.indexOf(": "));
      assertEquals(
          List.of(
              "x.yaml:1: data.train.options.%s: holds a secret, which every run would store; expected ${NAME} in its place, of an environment variable"
                  .formatted(name)),
          new ConfigFolder(dir)
              .problems(
                  "data: {format: table, label: y, train: {source: x, options: {%s}}}"
                          .formatted(option)
                      + REST));
    }
    assertEquals(
        7,
        table(
                "{format: table, label: y, train: {source: x, options: {password: \"\", fs.s3a.aws.credentials.provider: a.B,"
                    + " credentialsFile: /x, user: me, url: \"jdbc:x://me@host:1234/shop?a=b;c=d\", uri: \"x://me:${DB_PASSWORD}@host\","
                    + " tokens: \"7\"}}}")
            .sets()
            .train()
            .orElseThrow()
            .options()
            .orElseThrow()
            .size());
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() throws Exception {
    for (var wrong :
        Map.of(
                "{version: 3}",
                "data.train.table: missing; expected text: a table such as catalog.database.name",
                "{table: a, source: b}",
                "data.train.source: only one of table, source may be set; remove the others",
                "{table: a, path: /x}",
                "data.train.path: is for a source; remove it, or table",
                "{source: parquet, path: /x, version: 1}",
                "data.train.version: is for delta and iceberg, which keep old versions; remove it",
                "{table: a, version: 1, timestamp: 2026-01-01}",
                "data.train.timestamp: only one of version, timestamp may be set; remove the other",
                "{table: a; drop}",
                "data.train.table: expected a table such as catalog.database.name, found \"a; drop\"")
            .entrySet()) {
      assertEquals(
          List.of("x.yaml:1: " + wrong.getValue()),
          new ConfigFolder(dir)
              .problems("data: {format: table, label: y, train: " + wrong.getKey() + "}" + REST));
    }
  }
}
