// mocha's spec report, closed by one plain line with the true totals, which every tool can read.
const { reporters, Runner } = require("mocha");

module.exports = class PlainTotals extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    let failed = 0;
    // Hooks that fail count too: their tests never ran.
    runner.on(Runner.constants.EVENT_TEST_FAIL, () => {
      failed += 1;
    });
    this.closingLine = () => `${this.stats.passes} passed, ${failed} failed`;
  }

  done(failures, exit) {
    console.log(this.closingLine());
    exit(failures);
  }
};
