/**
 * For a suite whose tests are steps, each on top of the one before it: the first that fails ends the suite. Mocha's own
 * `bail` would end the whole run when files run side by side, and leaves the suite out when another has failed before.
 */
export function stopAtFirstFailure(): void {
  afterEach(function () {
    if (this.currentTest?.state === "failed") {
      throw new Error("the steps that stand on this one were not run");
    }
  });
}
