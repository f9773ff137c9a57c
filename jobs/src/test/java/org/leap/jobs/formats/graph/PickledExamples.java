package org.leap.jobs.formats.graph;

/** Pickles that Python 3 wrote, in Base64. */
final class PickledExamples {
  private PickledExamples() {}

  /** A transposed matrix of two-byte integers, most significant byte first. */
  static String array(int protocol) {
    return protocol == 0
        ? "Y251bXB5Ll9jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnAwCihjbnVtcHkKbmRhcnJheQpw"
            + "MQooSTAKdHAyCmNfY29kZWNzCmVuY29kZQpwMwooVmIKcDQKVmxhdGluMQpwNQp0cDYKUnA3CnRw"
            + "OApScDkKKEkxCihJMgpJMgp0cDEwCmNudW1weQpkdHlwZQpwMTEKKFZpMgpwMTIKSTAwCkkwMQp0"
            + "cDEzClJwMTQKKEkzClY+CnAxNQpOTk5JLTEKSS0xCkkwCnRwMTYKYkkwMQpnMwooVlx1MDAwMAFc"
            + "dTAwMDACXHUwMDAwA1x1MDAwMAQKcDE3Cmc1CnRwMTgKUnAxOQp0cDIwCmIu"
        : "gAJjbnVtcHkuX2NvcmUubXVsdGlhcnJheQpfcmVjb25zdHJ1Y3QKcQBjbnVtcHkKbmRhcnJheQpx"
            + "AUsAhXECY19jb2RlY3MKZW5jb2RlCnEDWAEAAABicQRYBgAAAGxhdGluMXEFhnEGUnEHh3EIUnEJ"
            + "KEsBSwJLAoZxCmNudW1weQpkdHlwZQpxC1gCAAAAaTJxDImIh3ENUnEOKEsDWAEAAAA+cQ9OTk5K"
            + "/////0r/////SwB0cRBiiGgDWAgAAAAAAQACAAMABHERaAWGcRJScRN0cRRiLg==";
  }

  /** A sparse matrix of doubles. */
  static String matrix(int protocol) {
    return protocol == 0
        ? "Y2NvcHlfcmVnCl9yZWNvbnN0cnVjdG9yCnAwCihjc2NpcHkuc3BhcnNlLl9jc3IKY3NyX21hdHJp"
            + "eApwMQpjX19idWlsdGluX18Kb2JqZWN0CnAyCk50cDMKUnA0CihkcDUKVl9zaGFwZQpwNgooSTIK"
            + "STIKdHA3CnNWbWF4cHJpbnQKcDgKSTUwCnNWaW5kcHRyCnA5CmNudW1weS5fY29yZS5tdWx0aWFy"
            + "cmF5Cl9yZWNvbnN0cnVjdApwMTAKKGNudW1weQpuZGFycmF5CnAxMQooSTAKdHAxMgpjX2NvZGVj"
            + "cwplbmNvZGUKcDEzCihWYgpwMTQKVmxhdGluMQpwMTUKdHAxNgpScDE3CnRwMTgKUnAxOQooSTEK"
            + "KEkzCnRwMjAKY251bXB5CmR0eXBlCnAyMQooVmk0CnAyMgpJMDAKSTAxCnRwMjMKUnAyNAooSTMK"
            + "VjwKcDI1Ck5OTkktMQpJLTEKSTAKdHAyNgpiSTAwCmcxMwooVlx1MDAwMFx1MDAwMFx1MDAwMFx1"
            + "MDAwMAFcdTAwMDBcdTAwMDBcdTAwMDACXHUwMDAwXHUwMDAwXHUwMDAwCnAyNwpnMTUKdHAyOApS"
            + "cDI5CnRwMzAKYnNWaW5kaWNlcwpwMzEKZzEwCihnMTEKKEkwCnRwMzIKZzE3CnRwMzMKUnAzNAoo"
            + "STEKKEkyCnRwMzUKZzI0CkkwMApnMTMKKFYBXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAw"
            + "XHUwMDAwXHUwMDAwCnAzNgpnMTUKdHAzNwpScDM4CnRwMzkKYnNWZGF0YQpwNDAKZzEwCihnMTEK"
            + "KEkwCnRwNDEKZzE3CnRwNDIKUnA0MwooSTEKKEkyCnRwNDQKZzIxCihWZjgKcDQ1CkkwMApJMDEK"
            + "dHA0NgpScDQ3CihJMwpnMjUKTk5OSS0xCkktMQpJMAp0cDQ4CmJJMDAKZzEzCihWXHUwMDAwXHUw"
            + "MDAwXHUwMDAwXHUwMDAwXHUwMDAwXHUwMDAw+D9cdTAwMDBcdTAwMDBcdTAwMDBcdTAwMDBcdTAw"
            + "MDBcdTAwMDBcdTAwMDBACnA0OQpnMTUKdHA1MApScDUxCnRwNTIKYnNiLg=="
        : "gAJjc2NpcHkuc3BhcnNlLl9jc3IKY3NyX21hdHJpeApxACmBcQF9cQIoWAYAAABfc2hhcGVxA0sC"
            + "SwKGcQRYCAAAAG1heHByaW50cQVLMlgGAAAAaW5kcHRycQZjbnVtcHkuX2NvcmUubXVsdGlhcnJh"
            + "eQpfcmVjb25zdHJ1Y3QKcQdjbnVtcHkKbmRhcnJheQpxCEsAhXEJY19jb2RlY3MKZW5jb2RlCnEK"
            + "WAEAAABicQtYBgAAAGxhdGluMXEMhnENUnEOh3EPUnEQKEsBSwOFcRFjbnVtcHkKZHR5cGUKcRJY"
            + "AgAAAGk0cROJiIdxFFJxFShLA1gBAAAAPHEWTk5OSv////9K/////0sAdHEXYoloClgMAAAAAAAA"
            + "AAEAAAACAAAAcRhoDIZxGVJxGnRxG2JYBwAAAGluZGljZXNxHGgHaAhLAIVxHWgOh3EeUnEfKEsB"
            + "SwKFcSBoFYloClgIAAAAAQAAAAAAAABxIWgMhnEiUnEjdHEkYlgEAAAAZGF0YXElaAdoCEsAhXEm"
            + "aA6HcSdScSgoSwFLAoVxKWgSWAIAAABmOHEqiYiHcStScSwoSwNoFk5OTkr/////Sv////9LAHRx"
            + "LWKJaApYEQAAAAAAAAAAAMO4PwAAAAAAAABAcS5oDIZxL1JxMHRxMWJ1Yi4=";
  }
}
