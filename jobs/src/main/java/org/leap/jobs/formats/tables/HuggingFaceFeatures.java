package org.leap.jobs.formats.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/** What Hugging Face's {@code datasets} note of columns in the Parquet files that they write. */
final class HuggingFaceFeatures {
  private static final String KEY = "huggingface";
  private static final ObjectMapper JSON = new ObjectMapper();

  private HuggingFaceFeatures() {}

  /**
   * The names whose numbers a column of type {@code ClassLabel} holds; empty if it is of another.
   *
   * @throws BadDataException if the note cannot be read
   */
  static List<String> classNames(ParquetTable table, String column) {
    String note = table.metadata().get(KEY);
    if (note == null) {
      return List.of();
    }
    JsonNode feature;
    try {
      feature = JSON.readTree(note).path("info").path("features").path(column);
    } catch (JsonProcessingException e) {
      throw new BadDataException(
          table.file(),
          "the note %s among its metadata is not JSON: %s; write the file again"
              .formatted(KEY, Quoted.bare(e.getOriginalMessage())),
          e);
    }
    List<String> names = new ArrayList<>();
    if (feature.path("_type").asText().equals("ClassLabel")) {
      feature.path("names").forEach(name -> names.add(name.asText()));
    }
    if (names.stream().distinct().count() < names.size()) {
      throw new BadDataException(
          table.file(),
          "the note %s among its metadata gives two classes of column %s one name; rename one"
              .formatted(KEY, Quoted.of(column)));
    }
    return List.copyOf(names);
  }
}
