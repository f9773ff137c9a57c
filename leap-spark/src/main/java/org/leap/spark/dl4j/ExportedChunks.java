package org.leap.spark.dl4j;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.DataSetChunk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks written to a folder that all executors reach, one file each, so that training reads them
 * and nothing is held in memory. A folder of its own for every export.
 */
final class ExportedChunks implements ChunkSource {
  private static final Logger LOG = LoggerFactory.getLogger(ExportedChunks.class);

  private final SparkContext spark;
  private final Files files;
  private final List<Loader> loaders;

  private ExportedChunks(SparkContext spark, Files files, int chunks) {
    this.spark = spark;
    this.files = files;
    this.loaders = IntStream.range(0, chunks).mapToObj(files::loader).toList();
  }

  /** The directory is any Hadoop folder; null for {@code hadoop.tmp.dir}. */
  static ExportedChunks write(RDD<Chunk> chunks, String directory) {
    SparkContext spark = chunks.context();
    Configuration hadoop = spark.hadoopConfiguration();
    Path base =
        directory == null ? new Path(hadoop.get("hadoop.tmp.dir"), "leap") : new Path(directory);
    String folder = new Path(base, "export-" + UUID.randomUUID()).toString();
    Files files = new Files(folder, new SerializableConfiguration(hadoop));
    boolean done = false;
    try {
      chunks
          .toJavaRDD()
          .mapPartitionsWithIndex(
              (index, chunk) -> {
                files.write(index, (DataSetChunk) chunk.next());
                return Collections.emptyIterator();
              },
              true)
          .count();
      done = true;
    } finally {
      // What is left of it may be what fills the disk.
      if (!done) {
        files.delete();
      }
    }
    return new ExportedChunks(spark, files, chunks.partitions().length);
  }

  RDD<Chunk> rdd() {
    return new ChunkRdd(spark, this);
  }

  @Override
  public List<Loader> loaders() {
    return loaders;
  }

  /** Deletes the folder; false if that failed. */
  boolean delete() {
    return files.delete();
  }

  /** Where the chunks are, for tasks. A class and not a record, as everything that tasks send. */
  private static final class Files implements Serializable {
    private static final long serialVersionUID = 1L;
    private final String folder;
    private final SerializableConfiguration hadoop;

    Files(String folder, SerializableConfiguration hadoop) {
      this.folder = folder;
      this.hadoop = hadoop;
    }

    Path path(int index) {
      return new Path(folder, String.format(Locale.ROOT, "chunk-%06d", index));
    }

    FileSystem fileSystem() throws IOException {
      return new Path(folder).getFileSystem(hadoop.value());
    }

    boolean delete() {
      try {
        FileSystem fileSystem = fileSystem();
        return !fileSystem.exists(new Path(folder)) || fileSystem.delete(new Path(folder), true);
      } catch (IOException e) {
        LOG.warn("Cannot delete the exported data in {}: {}", folder, e.toString());
        return false;
      }
    }

    void write(int index, DataSetChunk chunk) {
      // Attempts of one task may run side by side; the first whole file stays.
      Path own = path(index).suffix("." + UUID.randomUUID() + ".tmp");
      try {
        FileSystem fileSystem = fileSystem();
        try (DataOutputStream out = new DataOutputStream(fileSystem.create(own, false))) {
          chunk.write(out);
        }
        if (!fileSystem.rename(own, path(index))) {
          fileSystem.delete(own, false);
          if (!fileSystem.exists(path(index))) {
            throw new IOException("Cannot rename " + own + " to " + path(index));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Cannot export training data to " + folder + ": choose another exportDirectory", e);
      }
    }

    Loader loader(int index) {
      return () -> {
        try (DataInputStream in = new DataInputStream(fileSystem().open(path(index), 1 << 16))) {
          return DataSetChunk.read(in);
        } catch (IOException e) {
          throw new UncheckedIOException(
              "Cannot read the exported data " + path(index) + ": export it again", e);
        }
      };
    }
  }
}
