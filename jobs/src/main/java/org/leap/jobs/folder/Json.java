package org.leap.jobs.folder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.storage.FormatVersion;

/** Records as JSON: absent values are left out, NaN and infinities are null. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** With line breaks and indentation, for people. */
  public static String document(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A record of a file that a later version may have written: what it does not know is left out.
   */
  public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(json, type);
  }

  /**
   * The same of a file that says its {@code format} and, if it likes, the release that wrote it.
   * They are looked at first: what else a newer format holds need not be readable.
   *
   * @param file as a user would name it
   * @throws BadDataException if it is of a newer format
   */
  public static <T> T read(String json, Class<T> type, FormatVersion known, String file)
      throws JsonProcessingException {
    JsonNode tree = MAPPER.readTree(json);
    JsonNode format = tree.path("format");
    if (format.canConvertToInt()) {
      known
          .problem(format.intValue(), tree.path(FormatVersion.WRITER).textValue())
          .ifPresent(
              problem -> {
                throw new BadDataException(file, problem);
              });
    }
    return read(json, type);
  }

  /** JSON has no NaN and no infinity. */
  public static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
