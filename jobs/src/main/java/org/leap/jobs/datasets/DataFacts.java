package org.leap.jobs.datasets;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What {@code leap data inspect} says about data; its components are the keys of its JSON.
 *
 * @param format as in the configuration
 * @param shape of an example, {@code [channels, height, width]}
 * @param classes their names, in the order of the labels
 * @param examples of each set by its lower-case name; 0 where there is none
 * @param perClass examples of every class, for each set there is
 * @param mean of every channel of the training set, in units of the stored values
 * @param standardDeviation of every channel of the training set
 * @param badRecords records that were skipped
 * @param nodes of a graph; null for other data, as are the next two
 * @param features of a node
 * @param edges of a graph, each counted once
 * @param featureNames columns that are features, where they have names
 * @param remarks what somebody should know who looks at the data
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataFacts(
    String format,
    List<Integer> shape,
    List<String> classes,
    Map<String, Long> examples,
    Map<String, List<Long>> perClass,
    List<Double> mean,
    List<Double> standardDeviation,
    @JsonIgnore long badRecords,
    Integer nodes,
    Integer features,
    Long edges,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> featureNames,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remarks) {}
