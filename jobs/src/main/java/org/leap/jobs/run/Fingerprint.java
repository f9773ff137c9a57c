package org.leap.jobs.run;

import java.util.Properties;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the bits of a result depend on besides the configuration.
 *
 * @param backend ND4J's backend, such as {@code CPU}
 * @param blas vendor of the matrix products
 * @param architecture of the processor, as Java names it
 * @param threads OpenMP threads of one operation
 */
record Fingerprint(String backend, String blas, String architecture, String threads) {

  static Fingerprint ofThisProcess() {
    Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
    OpExecutioner.ExecutionerType type = Nd4j.getExecutioner().type();
    return new Fingerprint(
        type.name(),
        String.valueOf(environment.get("blas.vendor")),
        System.getProperty("os.arch"),
        String.valueOf(environment.get("omp.threads")));
  }
}
