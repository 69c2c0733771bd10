// Plain old JavaScript: this file must run on whatever Node started npm or npx.
var fs = require("fs");
var path = require("path");

/** The oldest major version of Node that the TypeScript sources run on. */
var OLDEST = 24;

/** The Node that runs Faultline: this one if it is new enough, else the one that the package brought along. */
exports.findNode = function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= OLDEST) return process.execPath;
  var name = "node-" + process.platform + "-" + process.arch;
  var folder = __dirname;
  while (true) {
    var candidate = path.join(folder, "node_modules", name, "bin", "node");
    if (fs.existsSync(candidate)) return candidate;
    var parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
};

/** Two lines for a machine that has no Node new enough and for which none is packaged. */
exports.explainMissing = function explainMissing() {
  return (
    "Cannot start Faultline on Node " + process.versions.node + ": it needs Node " + OLDEST + " or newer\n" +
    "Install Node " + OLDEST + ", or install Faultline again without --omit=optional\n"
  );
};
