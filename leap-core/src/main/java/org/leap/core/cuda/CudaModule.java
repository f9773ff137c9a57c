package org.leap.core.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** Code loaded onto a GPU. */
public final class CudaModule {
  private final CudaDevice device;
  private final Pointer module;

  CudaModule(CudaDevice device, Pointer module) {
    this.device = device;
    this.module = module;
  }

  /**
   * A kernel by its name.
   *
   * @throws CudaException when the module has none of that name
   */
  public CudaKernel kernel(String name) {
    CudaDriver driver = device.driver();
    var function = new PointerByReference();
    driver.check(
        driver.api().cuModuleGetFunction(function, module, name), "cuModuleGetFunction " + name);
    return new CudaKernel(device, function.getValue());
  }
}
