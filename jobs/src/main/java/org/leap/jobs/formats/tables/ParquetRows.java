package org.leap.jobs.formats.tables;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.leap.spark.rows.ColumnKind;

/**
 * Makes rows of what Parquet decodes. Numbers are collected in arrays: Parquet's own {@link Group}
 * makes three objects of each, and took five times as long for rows of 784.
 */
final class ParquetRows extends ReadSupport<ParquetRow> {
  private final MessageType chosen;

  /**
   * @param chosen the columns to read; those that are not in the file stay empty
   */
  ParquetRows(MessageType chosen) {
    this.chosen = chosen;
  }

  @Override
  public ReadContext init(InitContext context) {
    return new ReadContext(chosen);
  }

  @Override
  public RecordMaterializer<ParquetRow> prepareForRead(
      Configuration hadoop, Map<String, String> metadata, MessageType file, ReadContext context) {
    return new Rows(context.getRequestedSchema());
  }

  private static final class Rows extends RecordMaterializer<ParquetRow> {
    private final GroupRecordConverter others;
    private final RowConverter row;

    Rows(MessageType schema) {
      others = new GroupRecordConverter(schema);
      row = new RowConverter(schema, others.getRootConverter());
    }

    @Override
    public ParquetRow getCurrentRecord() {
      return new ParquetRow(others.getCurrentRecord(), row.numbers);
    }

    @Override
    public GroupConverter getRootConverter() {
      return row;
    }
  }

  private static final class RowConverter extends GroupConverter {
    private final GroupConverter others;
    private final Converter[] columns;

    /** Of the row at hand; it keeps them. */
    private RowNumbers numbers;

    RowConverter(MessageType schema, GroupConverter others) {
      this.others = others;
      columns = new Converter[schema.getFieldCount()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = column(schema.getType(i), i);
      }
    }

    private Converter column(Type type, int place) {
      if (ParquetRow.kind(type) == ColumnKind.NUMBER && isExact(type)) {
        return new NumberConverter(type, value -> numbers.set(place, value));
      }
      if (ParquetRow.isArray(type)) {
        return new ArrayConverter(type.asGroupType(), array -> numbers.set(place, array));
      }
      return ParquetRow.isVector(type)
          ? new VectorConverter(
              type.asGroupType(),
              others.getConverter(place).asGroupConverter(),
              vector -> numbers.set(place, vector))
          : others.getConverter(place);
    }

    /** Whether a double holds every value, as it does not of 64-bit integers. */
    private static boolean isExact(Type type) {
      return type.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.INT64;
    }

    @Override
    public Converter getConverter(int field) {
      return columns[field];
    }

    @Override
    public void start() {
      numbers = new RowNumbers(columns.length);
      others.start();
    }

    @Override
    public void end() {
      others.end();
    }
  }

  private interface Sink {
    void add(double value);
  }

  private static final class NumberConverter extends PrimitiveConverter {
    private final boolean unsigned;
    private final Sink sink;

    NumberConverter(Type type, Sink sink) {
      this.unsigned = ParquetRow.isUnsigned(type);
      this.sink = sink;
    }

    @Override
    public void addInt(int value) {
      sink.add(unsigned ? (double) Integer.toUnsignedLong(value) : value);
    }

    @Override
    public void addLong(long value) {
      sink.add(unsigned ? ParquetRow.unsigned(value) : (double) value);
    }

    @Override
    public void addFloat(float value) {
      sink.add(value);
    }

    @Override
    public void addDouble(double value) {
      sink.add(value);
    }

    @Override
    public void addBoolean(boolean value) {
      sink.add(value ? 1 : 0);
    }
  }

  /** Of numbers themselves, or of groups that hold one each unless it is null. */
  private static final class ArrayConverter extends GroupConverter {
    private final Converter element;
    private final Consumer<StoredNumbers.Array> whole;
    private double[] values = new double[16];
    private int count;
    private int nullAt;

    ArrayConverter(GroupType type, Consumer<StoredNumbers.Array> whole) {
      this.whole = whole;
      NumberConverter number = new NumberConverter(ParquetRow.element(type), this::add);
      element = type.getType(0).isPrimitive() ? number : new Holder(number);
    }

    private void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    @Override
    public Converter getConverter(int field) {
      return element;
    }

    @Override
    public void start() {
      count = 0;
      nullAt = -1;
    }

    @Override
    public void end() {
      whole.accept(new StoredNumbers.Array(Arrays.copyOf(values, count), nullAt));
    }

    private final class Holder extends GroupConverter {
      private final NumberConverter number;
      private int before;

      Holder(NumberConverter number) {
        this.number = number;
      }

      @Override
      public Converter getConverter(int field) {
        return number;
      }

      @Override
      public void start() {
        before = count;
      }

      @Override
      public void end() {
        if (count == before) {
          nullAt = nullAt < 0 ? count : nullAt;
          add(0);
        }
      }
    }
  }

  private static final class VectorConverter extends GroupConverter {
    private final GroupConverter others;
    private final Converter[] fields;
    private final Consumer<StoredNumbers.Vector> whole;
    private double type;
    private double size;
    private StoredNumbers.Array indices;
    private StoredNumbers.Array values;

    VectorConverter(GroupType group, GroupConverter others, Consumer<StoredNumbers.Vector> whole) {
      this.others = others;
      this.whole = whole;
      List<Converter> known =
          List.of(
              new NumberConverter(group.getType("type"), value -> type = value),
              new NumberConverter(group.getType("size"), value -> size = value),
              new ArrayConverter(group.getType("indices").asGroupType(), array -> indices = array),
              new ArrayConverter(group.getType("values").asGroupType(), array -> values = array));
      fields = new Converter[group.getFieldCount()];
      for (int i = 0; i < fields.length; i++) {
        int place = ParquetRow.VECTOR.indexOf(group.getFieldName(i));
        fields[i] = place < 0 ? others.getConverter(i) : known.get(place);
      }
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {
      type = Double.NaN;
      size = Double.NaN;
      indices = null;
      values = null;
      others.start();
    }

    @Override
    public void end() {
      others.end();
      whole.accept(new StoredNumbers.Vector(type, size, indices, values));
    }
  }
}
