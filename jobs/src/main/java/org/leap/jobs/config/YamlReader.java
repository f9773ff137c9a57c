package org.leap.jobs.config;

import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.leap.jobs.text.Quoted;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns YAML text into a {@link Tree}. It works on the parser's events, because only there depth
 * and size can be bounded before they cost anything. Tags are refused, and an alias counts as much
 * as it stands for.
 */
final class YamlReader {
  private static final int DEEPEST = 32;
  private static final int MOST_NODES = 10_000;
  private static final Pattern KEY = Pattern.compile("\\P{Cntrl}{1,100}");

  private final Origin origin;
  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<Anchor, Anchored> anchors = new HashMap<>();
  private int nodes;

  /** Where the reader is: key path, depth, and for the value of a key where the key is. */
  private record Spot(String path, int depth, Optional<Origin> ofKey) {
    Spot key() {
      return new Spot(path, depth + 1, Optional.empty());
    }

    Spot item(int index) {
      return new Spot(path + "." + index, depth + 1, Optional.empty());
    }

    Spot value(String name, Origin place) {
      return new Spot(path.isEmpty() ? name : path + "." + name, depth + 1, Optional.of(place));
    }
  }

  private record Anchored(Tree tree, int nodes) {}

  private static final class RefusalAt extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final transient Origin place;

    RefusalAt(Origin place, String message) {
      super(message);
      this.place = place;
    }
  }

  private YamlReader(String yaml, Origin origin, Problems problems) {
    this.origin = origin;
    this.problems = problems;
    this.events =
        new Parse(LoadSettings.builder().setCodePointLimit(FileLayers.LARGEST).build())
            .parseString(yaml)
            .iterator();
  }

  /**
   * The one document of a text, or nothing if it is empty or once its problems are reported.
   *
   * @param origin of the text; lines are set from it
   */
  static Optional<Tree> read(String yaml, Origin origin, Problems problems) {
    try {
      return new YamlReader(yaml, origin, problems).document();
    } catch (RefusalAt refusal) {
      problems.add(refusal.place, "", refusal.getMessage());
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(mark -> mark.getLine() + 1).orElse(1);
      var message = "not valid YAML: " + oneLine(e.getProblem()) + hint(yaml, line);
      problems.add(origin.atLine(line), "", message);
    } catch (ReaderException e) {
      int line = 1 + (int) yaml.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      var character = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
      problems.add(
          origin.atLine(line),
          "",
          "not valid YAML: the character " + character + " is not allowed");
    } catch (YamlEngineException e) {
      problems.add(origin.atLine(1), "", "not valid YAML: " + oneLine(e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<Tree> document() throws RefusalAt {
    next(); // the start of the stream
    if (next().getEventId() == Event.ID.StreamEnd) {
      return Optional.empty();
    }
    var tree = tree(next(), new Spot("", 0, Optional.empty()));
    next(); // the end of the document
    var after = next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw refusal(after, "a second document; expected only one, without ---");
    }
    return Optional.of(tree);
  }

  /** Reads what an event starts; a value in a block has the origin of its key. */
  private Tree tree(Event event, Spot spot) throws RefusalAt {
    int before = nodes;
    var place = spot.ofKey().orElse(at(event));
    count(event, 1);
    if (event instanceof AliasEvent alias) {
      return resolve(alias);
    }
    if (spot.depth() > DEEPEST) {
      throw refusal(event, "nested deeper than " + DEEPEST + " levels");
    }
    var tree =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, place);
          case SequenceStart -> items((CollectionStartEvent) event, place, spot);
          case MappingStart -> block((CollectionStartEvent) event, place, spot);
          default -> throw refusal(event, "not valid YAML: expected a value");
        };
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor, new Anchored(tree, nodes - before)));
    return tree;
  }

  private Tree resolve(AliasEvent alias) throws RefusalAt {
    var anchored = anchors.get(alias.getAlias());
    if (anchored == null) {
      throw refusal(alias, "the alias *" + alias.getAlias() + " has no anchor before it");
    }
    count(alias, anchored.nodes());
    return anchored.tree();
  }

  private Tree scalar(ScalarEvent event, Origin place) throws RefusalAt {
    refuseTag(event, event.getTag());
    return new Tree.Scalar(place, event.getValue(), event.isPlain());
  }

  private Tree items(CollectionStartEvent start, Origin place, Spot spot) throws RefusalAt {
    refuseTag(start, start.getTag());
    var items = new ArrayList<Tree>();
    for (var event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(tree(event, spot.item(items.size())));
    }
    return new Tree.Items(place, items);
  }

  private Tree block(CollectionStartEvent start, Origin place, Spot spot) throws RefusalAt {
    refuseTag(start, start.getTag());
    var entries = new LinkedHashMap<String, Tree>();
    for (var event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      var key = tree(event, spot.key());
      if (!(key instanceof Tree.Scalar name) || !KEY.matcher(name.text()).matches()) {
        throw refusal(
            event, "expected a key of at most 100 characters, found " + key.description());
      }
      var inside = spot.value(name.text(), at(event));
      var value = tree(next(), inside);
      var first = entries.putIfAbsent(name.text(), value);
      if (first != null) {
        problems.add(
            at(event),
            inside.path(),
            "duplicate key; first written in line %s, remove one of them"
                .formatted(first.origin().line()));
      }
    }
    return new Tree.Block(place, entries);
  }

  private void count(Event event, int more) throws RefusalAt {
    nodes += more;
    if (nodes > MOST_NODES) {
      throw refusal(event, "more than " + MOST_NODES + " values, aliases counted in full");
    }
  }

  private void refuseTag(Event event, Optional<String> tag) throws RefusalAt {
    if (tag.isPresent()) {
      throw refusal(event, "the tag " + Quoted.of(tag.get()) + " is not allowed; remove it");
    }
  }

  private Event next() {
    return events.next();
  }

  private Origin at(Event event) {
    return origin.atLine(event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
  }

  private RefusalAt refusal(Event event, String message) {
    return new RefusalAt(at(event), message);
  }

  /** In a flow block the brace of a variable starts another one, unless it is quoted. */
  private static String hint(String yaml, int line) {
    var variable = yaml.lines().skip(line - 1L).findFirst().filter(text -> text.contains("${"));
    return variable.isPresent() ? "; a value with ${...} inside {} must be in quotes" : "";
  }

  private static String oneLine(String message) {
    return Quoted.bare(message.replaceAll("\\s+", " ").strip());
  }
}
