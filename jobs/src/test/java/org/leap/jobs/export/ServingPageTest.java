package org.leap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.docs.PageProgram;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.Zoo;
import org.leap.jobs.model.ZooNetwork;
import org.nd4j.linalg.learning.config.Sgd;

/** The programs of docs/serving.md, run as a reader would, without anything of ours. */
class ServingPageTest {
  @TempDir private Path folder;

  /** An exported lenet, an image, and what the programs should say of it. */
  private String expected() throws IOException {
    ZooNetwork network =
        ModelZoo.network(Zoo.tiny("lenet"), RealImages.SHAPE, new Sgd(0.1), WeightDecay.NONE, 42);
    ExportedModel model = ExportedModel.of(network, Optional.of(RealImages.SIGNATURE));
    Files.write(folder.resolve("model.onnx"), OnnxExport.of(model.trained(), true).toByteArray());
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    byte[] pixels = RealImages.bytes(1);
    image.getRaster().setDataElements(0, 0, 28, 28, pixels);
    ImageIO.write(image, "png", folder.resolve("image.png").toFile());
    float[] probabilities = model.ours(RealImages.scaled(1, false));
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    return String.format(Locale.ROOT, "class %d %.3f", best, probabilities[best]);
  }

  private String run(String... command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertTrue(ended, "still ran after 2 minutes");
    assertEquals(0, process.exitValue(), Files.readString(err));
    return Files.readString(out).strip();
  }

  @Test
  void theJavaProgramSaysWhatTheNetworkSays() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    entry.matches(".*/(onnxruntime|jackson-(core|databind|annotations))-[^/]*"))
            .collect(Collectors.joining(File.pathSeparator));
    PageProgram.compile("ScoreOnnx", classPath, folder);
    assertEquals(
        expected(),
        run(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            folder + File.pathSeparator + classPath,
            "ScoreOnnx",
            "model.onnx",
            "image.png"));
  }
}
