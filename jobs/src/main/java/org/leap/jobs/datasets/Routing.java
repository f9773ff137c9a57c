package org.leap.jobs.datasets;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.leap.jobs.formats.Subset;
import scala.Tuple2;

/** Cuts the packs of one partition into pieces for the shards they go to. */
final class Routing {
  private final Destinations destinations;
  private final ShardPlan plan;
  private final boolean[] done;
  private final int partition;
  private int row;

  /**
   * @param done shards that need nothing any more
   */
  Routing(Destinations destinations, ShardPlan plan, boolean[] done, int partition) {
    this.destinations = destinations;
    this.plan = plan;
    this.done = done;
    this.partition = partition;
  }

  Iterator<Tuple2<Integer, Pack>> apply(Iterator<Pack> packs) {
    return new Iterator<>() {
      private Iterator<Tuple2<Integer, Pack>> pieces = List.<Tuple2<Integer, Pack>>of().iterator();

      @Override
      public boolean hasNext() {
        while (!pieces.hasNext() && packs.hasNext()) {
          pieces = cut(packs.next()).iterator();
        }
        return pieces.hasNext();
      }

      @Override
      public Tuple2<Integer, Pack> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return pieces.next();
      }
    };
  }

  private List<Tuple2<Integer, Pack>> cut(Pack pack) {
    int bytes = plan.shape().bytes();
    Map<Integer, Pack.Builder> builders = new TreeMap<>();
    for (int i = 0; i < pack.examples(); i++, row++) {
      Subset set = destinations.set(partition, row);
      int place = destinations.place(partition, row);
      int shard = plan.shard(set, place);
      if (!done[shard]) {
        builders
            .computeIfAbsent(shard, s -> new Pack.Builder(bytes))
            .add(pack.label(i), plan.row(place), pack.features(), i * bytes);
      }
    }
    List<Tuple2<Integer, Pack>> pieces = new ArrayList<>();
    builders.forEach((shard, builder) -> pieces.add(new Tuple2<>(shard, builder.build())));
    return pieces;
  }
}
